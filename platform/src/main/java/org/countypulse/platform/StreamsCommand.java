package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.platform.http.LocalStatus;
import org.countypulse.platform.http.ProcessMetrics;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.streams.StreamsSettings;
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
      names = "--standbys",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Warm copies of each state on other streams processes, for a quick take-over (default: 0).")
  private int standbys;

  @Option(
      names = "--commit-millis",
      defaultValue = "" + StreamsSettings.COMMIT_MILLIS,
      paramLabel = "N",
      description =
          "How often each view commits what it has counted, and shows it; seldom costs brokers less (default: ${DEFAULT-VALUE}).")
  private int commitMillis;

  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME",
      description =
          "Views that this process counts, with commas; other processes count the others (default: all).")
  private List<String> views = List.of();

  @Option(
      names = "--replication",
      defaultValue = "-1",
      paramLabel = "N",
      description = "Copies of topics that don't exist yet (default: the cluster's own setting).")
  private short replication;

  @Option(
      names = "--status-host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description =
          "Address of its probes and metrics (default: 127.0.0.1); they ask for no token.")
  private String statusHost;

  @Option(
      names = "--status-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of its probes and metrics (default: any free one).")
  private int statusPort;

  private static final long LOOKS_EVERY_MILLIS = 500;

  @Option(names = "--address-file", hidden = true, description = "Where to write their address.")
  private Path addressFile;

  @Override
  public Integer call() throws InterruptedException {
    HttpOptions.checkedPort("--status-port", statusPort);
    checkNumbers();
    var counted = wantedViews();
    var folder = state == null ? Installation.defaultData("streams") : state;
    var opened = new Opened();
    var metrics = opened.own(new ProcessMetrics("streams"));
    var streams =
        opened.own(
            Modules.streams(
                cluster.toSurroundings(),
                new Modules.StreamsPlan(
                    partitions,
                    replication,
                    threads,
                    standbys,
                    commitMillis,
                    folder,
                    instanceId == null ? instanceIdOf(folder) : instanceId,
                    counted),
                metrics.registry()));
    var status =
        opened.own(LocalStatus.start(statusHost, statusPort, metrics::scrape, streams::notReady));
    System.out.println("The streams run; probes and metrics are at " + status.url());
    if (addressFile != null) {
      DataFolder.write(addressFile, status.url());
    }
    while (!streams.hasFailed()) {
      Thread.sleep(LOOKS_EVERY_MILLIS);
    }
    throw new UserError("The streams of a view ended after a failure; the log above says why.");
  }

  private List<CountyView> wantedViews() {
    return views.isEmpty()
        ? Views.ALL
        : views.stream().map(String::strip).distinct().map(StreamsCommand::view).toList();
  }

  private static CountyView view(String name) {
    return Views.named(name)
        .orElseThrow(
            () ->
                new UserError(
                    "There is no view \"%s\"; --views takes some of %s."
                        .formatted(
                            name,
                            Views.ALL.stream()
                                .map(CountyView::name)
                                .collect(Collectors.joining(", ")))));
  }

  private void checkNumbers() {
    if (partitions < 1 || threads < 1 || standbys < 0 || commitMillis < 1) {
      throw new UserError(
          "--partitions, --threads and --commit-millis take a number from 1, --standbys one from 0.");
    }
    if (replication == 0 || replication < -1) {
      throw new UserError("--replication takes a number from 1.");
    }
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
