package org.countypulse.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.rebuild.Rebuild;

/** A rebuild as a process of its own, at full speed. */
public final class Rebuilding {

  /** A third of what the others may have as well. */
  private static final long MEMORY_BYTES = Runtime.getRuntime().maxMemory() / 3;

  private static final class FullSpeed implements Rebuild.Control, Rebuild.Listener {

    @Override
    public boolean paused() {
      return false;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public boolean cancelledByNow() {
      return false;
    }

    @Override
    public long restNanos(long workedNanos, long events) {
      return 0;
    }

    @Override
    public void progress(List<Rebuild.Part> parts) {
      // The race is watched from outside.
    }

    @Override
    public void waiting(String why) {
      System.out.println(why);
    }
  }

  private Rebuilding() {}

  /**
   * @param arguments {@code name=value} each: bootstrap, registry, threads, state
   */
  public static void main(String[] arguments) {
    Map<String, String> settings = Arguments.of(arguments);
    FullSpeed fullSpeed = new FullSpeed();
    Rebuild.run(
        new Rebuild.Settings(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.get("bootstrap")),
            ValueFormat.of(HttpSchemaRegistry.at(settings.get("registry"))),
            Counties.chinese(),
            OurRebuild.VERSION,
            Optional.empty(),
            Path.of(settings.get("state")),
            Integer.parseInt(settings.get("threads")),
            (short) 1,
            MEMORY_BYTES),
        fullSpeed,
        fullSpeed);
    System.out.printf(
        "Processor time: %s%n",
        ProcessHandle.current().info().totalCpuDuration().map(Duration::toString).orElse("?"));
  }
}
