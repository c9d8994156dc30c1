package org.countypulse.platform;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countypulse.streams.PromotionCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The work of one rebuild, as a child of the platform that it was asked of. */
@Command(
    name = "rebuild-worker",
    hidden = true,
    description = "Reads history into a version that has been entered.",
    sortOptions = false)
final class RebuildWorkerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RebuildWorkerCommand.class);

  @Parameters(index = "0", paramLabel = "VIEW")
  private String view;

  @Parameters(index = "1", paramLabel = "VERSION")
  private int version;

  @Mixin private ClusterOptions cluster;

  @Option(names = "--folder", required = true)
  private Path folder;

  @Option(names = "--instance-id", required = true)
  private String instance;

  @Option(names = "--throttle", defaultValue = "auto")
  private String throttle;

  @Override
  public Integer call() {
    var opened = new Opened();
    var operations = opened.own(new ViewOperations(cluster.toSurroundings(), PromotionCheck.NONE));
    var found = operations.versions().read().find(view, version);
    if (found.isPresent() && found.get().isBeingRebuilt()) {
      var work = new RebuildWork(operations, found.get(), new ToLog());
      var after = work.run(folder, Optional.of(instance), throttle);
      LOG.info("{} is {}. {}", after.id(), after.state(), after.detail());
    }
    return Rebuilds.DONE;
  }

  private static final class ToLog implements RebuildWork.Listener {
    private static final long EVERY_NANOS = 10_000_000_000L;
    private long toldNanos = System.nanoTime() - EVERY_NANOS;

    @Override
    public void progress(long done, long inAll, boolean paused) {
      if (System.nanoTime() - toldNanos >= EVERY_NANOS) {
        toldNanos = System.nanoTime();
        LOG.info("{} of {} records{}", done, inAll, paused ? ", paused" : "");
      }
    }

    @Override
    public void waiting(String why) {
      // Told by those who know more.
    }
  }
}
