package org.countypulse.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.countypulse.platform.documents.Documents;
import org.countypulse.platform.http.HttpModule;
import org.countypulse.platform.http.HttpServer;
import org.countypulse.platform.http.ProcessMetrics;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.platform.process.EmbeddedBroker;
import org.countypulse.platform.process.EmbeddedRegistry;
import org.countypulse.platform.process.StreamsChild;
import org.countypulse.schemas.wire.HttpSchemaRegistry;

/**
 * All of it on one machine: broker and registry (or the cluster that was named), the HTTP server
 * with gateway and dashboard in this process, and the streams in a process of their own. Stopped in
 * the reverse order.
 */
final class Platform {
  private static final Duration START = Duration.ofSeconds(90);

  private final PlatformSettings settings;
  private final Console console;
  private final Opened opened;
  private final Supplier<List<String>> furtherWaits;
  private DataFolder folder;
  private Modules.Surroundings surroundings;
  private Modules.RunningDashboard dashboard;
  private HttpServer server;
  private volatile StreamsChild streams;

  private Platform(
      PlatformSettings settings, Console console, Supplier<List<String>> furtherWaits) {
    this.settings = settings;
    this.console = console;
    this.furtherWaits = furtherWaits;
    this.opened = new Opened(() -> console.say("Stopping …"));
  }

  /**
   * Starts everything and returns when it answers; {@link #notReady} then says what is still being
   * caught up with.
   *
   * @param furtherWaits what else is to be done before the platform is ready
   * @throws UserError if a part does not start
   */
  static Platform start(
      PlatformSettings settings, Console console, Supplier<List<String>> furtherWaits) {
    var platform = new Platform(settings, console, furtherWaits);
    platform.openFolder();
    platform.checkPort();
    platform.startKafkaAndRegistry();
    Modules.ensureTopics(platform.surroundings, settings.partitions());
    platform.startServer();
    platform.startStreams();
    return platform;
  }

  /** Better now than after half a minute. */
  private void checkPort() {
    var http = settings.http();
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(http.host()), http.port()));
    } catch (IOException e) {
      throw new UserError(
          "Cannot listen on %s port %d (%s). Give another port with --port."
              .formatted(http.host(), http.port(), e.getMessage()),
          e);
    }
  }

  private void openFolder() {
    folder = opened.own(DataFolder.open(settings.data()));
    Logs.toFile(folder.freshLog("server"));
    opened.own(() -> console.say("Stopped."));
    console.say("Data folder: " + folder.path());
  }

  private void startKafkaAndRegistry() {
    Consumer<String> announce = console::say;
    var broker =
        settings.bootstrap().isPresent()
            ? null
            : opened.own(EmbeddedBroker.start(folder, settings.kafkaPort(), announce));
    var registry =
        settings.registry().isPresent()
            ? null
            : opened.own(
                EmbeddedRegistry.start(
                    folder, Installation.registryProgram(), settings.registryPort(), announce));
    var bootstrap = broker == null ? settings.bootstrap().get() : broker.bootstrap();
    var url = registry == null ? settings.registry().get() : registry.url();
    if (broker == null) {
      console.progress("Waiting for Kafka at " + bootstrap);
      External.awaitBroker(surroundings(bootstrap, ""));
    } else {
      broker.awaitReady(START);
    }
    console.say("Kafka: " + bootstrap + (broker == null ? "" : ", process " + broker.pid()));
    if (registry == null) {
      console.progress("Waiting for the schema registry at " + HttpSchemaRegistry.shown(url));
      External.awaitRegistry(surroundings(bootstrap, url));
    } else {
      registry.awaitReady(START);
    }
    console.say(
        "Schema registry: "
            + HttpSchemaRegistry.shown(url)
            + (registry == null ? "" : ", process " + registry.pid()));
    surroundings = surroundings(bootstrap, url);
  }

  private Modules.Surroundings surroundings(String bootstrap, String registry) {
    return new Modules.Surroundings(bootstrap, registry, settings.counties(), settings.client());
  }

  private void startServer() {
    var metrics = opened.own(new ProcessMetrics("server"));
    var modules = new ArrayList<HttpModule>();
    modules.add(HttpModule.waitingFor(this::ownWaits));
    dashboard =
        opened.own(
            Modules.dashboard(
                surroundings,
                settings.obligations(),
                settings.http().smallCells(),
                settings.zone(),
                metrics.registry()));
    modules.add(dashboard);
    modules.add(
        opened.own(
            Modules.gateway(
                surroundings, settings.zone(), Modules.schoolsOf(dashboard), metrics.registry())));
    modules.add(views());
    modules.add(
        new VerifyRoutes(new Verifications(surroundings, opened.own(surroundings.values()))));
    modules.add(opened.own(Modules.quarantine(surroundings, settings.http().smallCells())));
    modules.add(new Documents());
    server = opened.own(HttpServer.start(settings.http(), modules, metrics, this::streamsMetrics));
    console.say("Page and API: " + server.url());
  }

  private ViewRoutes views() {
    var operations =
        opened.own(new ViewOperations(surroundings, Modules.promotionCheck(surroundings)));
    var rebuilds = opened.own(Rebuilds.start(operations, folder, clusterArguments(), console::say));
    return new ViewRoutes(operations, rebuilds);
  }

  private List<String> ownWaits() {
    var streamsWait =
        streams == null ? List.of("the streams process is starting") : streams.notReady();
    return Stream.concat(furtherWaits.get().stream(), streamsWait.stream()).toList();
  }

  private List<String> streamsMetrics() {
    return streams == null ? List.of() : streams.metrics();
  }

  private void startStreams() {
    var arguments = clusterArguments();
    arguments.add("--partitions=" + settings.partitions());
    arguments.add("--commit-millis=" + settings.commitMillis());
    var child =
        opened.own(StreamsChild.start(folder, Main.class.getName(), arguments, console::say));
    child.awaitReady(START);
    streams = child;
    console.say("Streams: process " + child.pid());
  }

  /** By which a process of ours finds the cluster, the registry and the counties. */
  private List<String> clusterArguments() {
    var arguments = new ArrayList<>(List.of("--bootstrap=" + surroundings.bootstrap()));
    var inFile = settings.client().registry().map(ClusterOptions::checkedRegistry);
    if (!inFile.equals(Optional.of(surroundings.registry()))) {
      // An address in the file may hold a password, which a command line would show to everybody.
      arguments.add("--registry=" + surroundings.registry());
    }
    settings.countiesFile().ifPresent(file -> arguments.add("--counties=" + file));
    settings.client().file().ifPresent(file -> arguments.add("--client-config=" + file));
    return arguments;
  }

  /** Something to be stopped before the platform is. */
  <T extends AutoCloseable> T own(T thing) {
    return opened.own(thing);
  }

  /** Tells what is being waited for until nothing is. */
  void awaitReady() throws InterruptedException {
    for (var waiting = notReady(); !waiting.isEmpty(); waiting = notReady()) {
      console.progress("Waiting: " + waiting.get(0));
      Thread.sleep(200);
    }
    console.sayPlainly("CountyPulse is ready: " + url());
  }

  DataFolder folder() {
    return folder;
  }

  Modules.Surroundings surroundings() {
    return surroundings;
  }

  Console console() {
    return console;
  }

  /** Records that the page does not show yet. */
  long lag() {
    return dashboard.lag();
  }

  /** The page's address. */
  String url() {
    return server.url();
  }

  /** What is still waited for; empty when {@code /health/ready} says yes. */
  List<String> notReady() {
    return server.notReady();
  }
}
