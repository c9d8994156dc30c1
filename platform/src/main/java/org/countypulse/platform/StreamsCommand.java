package org.countypulse.platform;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.countypulse.platform.http.LocalStatus;
import org.countypulse.platform.http.ProcessMetrics;
import org.countypulse.platform.process.DataFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The streams alone, as a process. */
@Command(
    name = "streams",
    description = "The streams alone: turns the events of a Kafka cluster into its ledgers.",
    sortOptions = false)
final class StreamsCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Folder for the stores (default: .data/streams beside the script).")
  private Path state;

  @Option(
      names = "--instance-id",
      paramLabel = "ID",
      description =
          "Name of this process in its group; a process that comes back under its name goes on at once.")
  private String instanceId;

  @Option(
      names = "--status-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Loopback port of its probes and metrics (default: any free one).")
  private int statusPort;

  @Option(names = "--address-file", hidden = true, description = "Where to write their address.")
  private Path addressFile;

  @Override
  public Integer call() throws InterruptedException {
    var failed = new CountDownLatch(1);
    var opened = new Opened();
    var metrics = opened.own(new ProcessMetrics("streams"));
    var streams =
        opened.own(
            Modules.streams(
                cluster.toSurroundings(),
                state == null ? Installation.defaultData("streams") : state,
                Optional.ofNullable(instanceId),
                metrics.registry(),
                failed::countDown));
    var status = opened.own(LocalStatus.start(statusPort, metrics::scrape, streams::notReady));
    System.out.println("The streams run; probes and metrics are at " + status.url());
    if (addressFile != null) {
      DataFolder.write(addressFile, status.url());
    }
    failed.await();
    throw new UserError("The streams have failed; the lines above say why.");
  }
}
