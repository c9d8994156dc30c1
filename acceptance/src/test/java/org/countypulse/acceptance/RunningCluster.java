package org.countypulse.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers (three copies of everything, two of them needed), a registry, and parts of the
 * platform as {@code ./countypulse} starts them: each is a process that can be killed and started
 * again.
 */
final class RunningCluster implements AutoCloseable {

  static final int BROKERS = 3;
  private static final int PARTITIONS = 2;
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(120);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path HOME = RunningPlatform.ROOT.resolve("platform/target/countypulse");

  private final Path folder;
  private final String clusterId = Uuid.randomUuid().toString();
  private final List<Integer> clientPorts = new ArrayList<>();
  private final List<Integer> controllerPorts = new ArrayList<>();
  private final int registryPort;
  private final Map<String, StartedProcess> running = new LinkedHashMap<>();
  private final Map<String, String> addresses = new LinkedHashMap<>();

  private RunningCluster(Path folder) {
    this.folder = folder;
    List<Integer> ports = freePorts(2 * BROKERS + 1);
    clientPorts.addAll(ports.subList(0, BROKERS));
    controllerPorts.addAll(ports.subList(BROKERS, 2 * BROKERS));
    registryPort = ports.get(2 * BROKERS);
  }

  /** Starts brokers and registry, and waits until all of them answer. */
  static RunningCluster start(Path folder) {
    RunningCluster cluster = new RunningCluster(folder);
    try {
      IntStream.rangeClosed(1, BROKERS).forEach(cluster::startBroker);
      cluster.startRegistry();
      cluster.awaitBrokers();
      cluster.awaitRegistry();
      return cluster;
    } catch (RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts a broker that was killed. */
  void start(String broker) {
    startBroker(Integer.parseInt(broker.substring("broker-".length())));
  }

  private void startBroker(int id) {
    Path properties = folder.resolve("broker-" + id + ".properties");
    write(properties, brokerProperties(id));
    String classPath = HOME.resolve("lib") + "/*";
    if (!Files.exists(folder.resolve("broker-" + id))) {
      List<String> format =
          java("-cp", classPath, "kafka.tools.StorageTool", "format", "-t", clusterId);
      format.addAll(List.of("-c", properties.toString()));
      StartedProcess formatting = run("format-" + id, Map.of(), format);
      await().atMost(STARTS_WITHIN).until(() -> !formatting.isAlive());
    }
    run(
        "broker-" + id,
        Map.of(),
        java("-Xmx192m", "-cp", classPath, "kafka.Kafka", properties.toString()));
  }

  private String brokerProperties(int id) {
    String voters =
        IntStream.rangeClosed(1, BROKERS)
            .mapToObj(voter -> voter + "@127.0.0.1:" + controllerPorts.get(voter - 1))
            .collect(Collectors.joining(","));
    return """
        process.roles=broker,controller
        node.id=%1$d
        controller.quorum.voters=%2$s
        controller.listener.names=CONTROLLER
        listeners=CLIENTS://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%4$d
        advertised.listeners=CLIENTS://127.0.0.1:%3$d
        inter.broker.listener.name=CLIENTS
        listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=broker-%1$d
        auto.create.topics.enable=false
        default.replication.factor=3
        min.insync.replicas=2
        offsets.topic.replication.factor=3
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=3
        transaction.state.log.min.isr=2
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=3
        share.coordinator.state.topic.min.isr=2
        share.coordinator.state.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0
        broker.session.timeout.ms=6000
        broker.heartbeat.interval.ms=1000
        num.network.threads=2
        num.io.threads=2
        background.threads=2
        log.cleaner.dedupe.buffer.size=4194304
        log.segment.bytes=67108864
        log.index.size.max.bytes=1048576
        """
        .formatted(id, voters, clientPorts.get(id - 1), controllerPorts.get(id - 1));
  }

  void startRegistry() {
    run(
        "registry",
        Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", "" + registryPort),
        java(
            "-Xmx128m",
            "-Dapicurio.datasource.url=jdbc:h2:file:./registry;WRITE_DELAY=0",
            "-Dapicurio.datasource.jdbc.initial-size=2",
            "-Dapicurio.datasource.jdbc.min-size=2",
            "-Dapicurio.datasource.jdbc.max-size=8",
            "-jar",
            registryProgram().toString()));
  }

  private static Path registryProgram() {
    try (var jars = Files.newDirectoryStream(HOME.resolve("registry"), "*-runner.jar")) {
      return jars.iterator().next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitRegistry() {
    await()
        .atMost(STARTS_WITHIN)
        .ignoreExceptions()
        .until(() -> hasStatus(registryUrl() + "/subjects", 200));
  }

  /** Waits until every broker is there and every copy of every partition is in step. */
  void awaitBrokers() {
    await()
        .atMost(STARTS_WITHIN)
        .ignoreExceptions()
        .until(
            () -> {
              try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
                return admin.describeCluster().nodes().get().size() == BROKERS
                    && partitions(admin).stream().allMatch(p -> p.isr().size() == BROKERS);
              }
            });
  }

  private static List<TopicPartitionInfo> partitions(Admin admin)
      throws ExecutionException, InterruptedException {
    return admin
        .describeTopics(admin.listTopics().names().get())
        .allTopicNames()
        .get()
        .values()
        .stream()
        .map(TopicDescription::partitions)
        .flatMap(List::stream)
        .toList();
  }

  /** The broker that leads the first partition of a topic. */
  int leaderOf(String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .get(0)
          .leader()
          .id();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts {@code ./countypulse streams} on a state folder of its name, and does not wait. */
  void startStreams(String name, String... options) {
    int port = port(name);
    List<String> words = new ArrayList<>(List.of("--state", folder.resolve(name).toString()));
    words.addAll(List.of("--status-port", "" + port, "--replication", "" + BROKERS));
    words.addAll(List.of("--partitions", "" + PARTITIONS));
    // Three brokers and eleven views on this one machine: leave it time for faults.
    words.addAll(List.of("--commit-millis", "1000"));
    words.addAll(List.of(options));
    startPart(name, "streams", words);
  }

  /** Starts {@code ./countypulse gateway} or {@code dashboard}, and does not wait. */
  void startServer(String name, String part) {
    startPart(name, part, List.of("--port", "" + port(name)));
  }

  private int port(String name) {
    String known = addresses.get(name);
    if (known != null) {
      return URI.create(known).getPort();
    }
    int port = freePorts(1).get(0);
    addresses.put(name, "http://127.0.0.1:" + port);
    return port;
  }

  private void startPart(String name, String part, List<String> options) {
    List<String> words = new ArrayList<>();
    words.add(RunningPlatform.ROOT.resolve("countypulse").toString());
    words.addAll(List.of(part, "--bootstrap", bootstrap(), "--registry", registryUrl()));
    words.addAll(options);
    run(name, Map.of(), words);
  }

  /** Waits until a part says that it is ready. */
  void awaitReady(String name) {
    await()
        .atMost(STARTS_WITHIN)
        .ignoreExceptions()
        .failFast(name + " has ended", () -> !process(name).isAlive())
        .until(() -> isReady(name));
  }

  /** Whether a part answers at all. */
  boolean answers(String name) {
    return hasStatus(url(name) + "/health/live", 200);
  }

  boolean isReady(String name) {
    return hasStatus(url(name) + "/health/ready", 200);
  }

  private static boolean hasStatus(String url, int wanted) {
    try {
      return status(url) == wanted;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private StartedProcess run(String name, Map<String, String> environment, List<String> command) {
    StartedProcess process = StartedProcess.start(name, folder, environment, command);
    running.put(name, process);
    return process;
  }

  private static List<String> java(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(words));
    return command;
  }

  StartedProcess process(String name) {
    return running.get(name);
  }

  /** kill −9. */
  void kill(String name) {
    process(name).kill();
  }

  String bootstrap() {
    return clientPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  String registryUrl() {
    return "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7";
  }

  /** The address of a part that was started. */
  String url(String name) {
    return addresses.get(name);
  }

  JsonNode get(String name, String path) {
    HttpResponse<String> answer = ask(HttpRequest.newBuilder(URI.create(url(name) + path)));
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return RunningPlatform.json(answer.body());
  }

  private static int status(String url) {
    return ask(HttpRequest.newBuilder(URI.create(url))).statusCode();
  }

  static HttpResponse<String> ask(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<Integer> freePorts(int count) {
    return IntStream.range(0, count).mapToObj(i -> FreePorts.next()).toList();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends all of it, the brokers last, without their taking leave: the folder is thrown away. */
  @Override
  public void close() {
    List<StartedProcess> processes = new ArrayList<>(running.values());
    Collections.reverse(processes);
    processes.stream().filter(StartedProcess::isAlive).forEach(StartedProcess::kill);
  }
}
