package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
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
      names = "--partitions",
      defaultValue = "4",
      paramLabel = "N",
      description = "Partitions of topics that don't exist yet (default: 4).")
  private int partitions;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads for each view (default: 1).")
  private int threads;

  @Option(
      names = "--status-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Loopback port of its probes and metrics (default: any free one).")
  private int statusPort;

  private static final long LOOKS_EVERY_MILLIS = 500;

  @Option(names = "--address-file", hidden = true, description = "Where to write their address.")
  private Path addressFile;

  @Override
  public Integer call() throws InterruptedException {
    var folder = state == null ? Installation.defaultData("streams") : state;
    var opened = new Opened();
    var metrics = opened.own(new ProcessMetrics("streams"));
    var streams =
        opened.own(
            Modules.streams(
                cluster.toSurroundings(),
                partitions,
                threads,
                folder,
                instanceId == null ? instanceIdOf(folder) : instanceId,
                metrics.registry()));
    var status = opened.own(LocalStatus.start(statusPort, metrics::scrape, streams::notReady));
    System.out.println("The streams run; probes and metrics are at " + status.url());
    if (addressFile != null) {
      DataFolder.write(addressFile, status.url());
    }
    while (!streams.hasFailed()) {
      Thread.sleep(LOOKS_EVERY_MILLIS);
    }
    throw new UserError("The streams of a view ended after a failure; the log above says why.");
  }

  /** Kept beside the stores that it belongs to. */
  private static String instanceIdOf(Path folder) {
    var file = folder.resolve("instance-id");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        DataFolder.write(file, "countypulse-" + UUID.randomUUID().toString().substring(0, 8));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UserError("Cannot use the folder " + folder + " (--state).", e);
    }
  }
}
