package org.countypulse.platform.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/** A parent for tests, to be killed: starts broker and registry on a folder and waits. */
public final class Supervisor {
  static final Path REGISTRY = Path.of("target/countypulse/registry").toAbsolutePath();

  private Supervisor() {}

  public static void main(String[] arguments) throws Exception {
    var folder = DataFolder.open(Path.of(arguments[0]));
    var broker = EmbeddedBroker.start(folder, OptionalInt.empty(), System.out::println);
    var registry =
        EmbeddedRegistry.start(folder, REGISTRY, OptionalInt.empty(), System.out::println);
    broker.awaitReady(Duration.ofSeconds(60));
    registry.awaitReady(Duration.ofSeconds(60));
    System.out.println("ready " + broker.bootstrap() + " " + registry.url());
    Thread.currentThread().join();
  }
}
