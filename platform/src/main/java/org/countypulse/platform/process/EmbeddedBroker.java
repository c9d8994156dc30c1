package org.countypulse.platform.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.countypulse.platform.UserError;

/**
 * A real Kafka broker (KRaft, one node) in a process of its own, with settings for a small machine.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private final ChildProcess process;
  private final String bootstrap;

  private EmbeddedBroker(ChildProcess process, String bootstrap) {
    this.process = process;
    this.bootstrap = bootstrap;
  }

  /** Little memory, and a start that costs little: all that a small machine's platform needs. */
  private static final List<String> SMALL =
      List.of("-Xms128m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** Starts it; {@link #awaitReady} must follow. */
  public static EmbeddedBroker start(
      DataFolder folder, OptionalInt wantedPort, Consumer<String> announce) {
    return start(folder, wantedPort, SMALL, announce);
  }

  /** Starts it with options of the JVM other than those for a small machine. */
  public static EmbeddedBroker start(
      DataFolder folder,
      OptionalInt wantedPort,
      List<String> jvmOptions,
      Consumer<String> announce) {
    int port = folder.port("kafka", wantedPort);
    int controllerPort = folder.port("controller", OptionalInt.empty());
    var properties = folder.kafka().resolve("server.properties");
    DataFolder.write(properties, properties(port, controllerPort));
    var command =
        new ChildProcess.Command(
            "broker",
            "the Kafka broker",
            jvmOptions,
            ChildProcess.ownClassPath(),
            BrokerMain.class.getName(),
            List.of(properties.toString(), folder.kafka().resolve("logs").toString()),
            Map.of(),
            Duration.ofSeconds(20));
    return new EmbeddedBroker(ChildProcess.start(command, folder, announce), "127.0.0.1:" + port);
  }

  /** Relative paths, since a comma in a folder's name would make two of one. */
  private static String properties(int port, int controllerPort) {
    return """
        # Written at every start: change the code, not this file.
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=CLIENTS://127.0.0.1:%1$d
        inter.broker.listener.name=CLIENTS
        listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=kafka/logs

        # A topic exists because we made it, with the settings that we chose.
        auto.create.topics.enable=false

        # One node, small machine.
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        share.coordinator.state.topic.num.partitions=1
        num.network.threads=2
        num.io.threads=4
        background.threads=4
        # The default takes 128 MB of heap.
        log.cleaner.dedupe.buffer.size=4194304
        # Who was forgotten shall soon be gone from the disk, too.
        log.cleaner.backoff.ms=5000
        log.segment.bytes=134217728
        log.index.size.max.bytes=1048576

        # Streams that rest for a week count on where they were.
        offsets.retention.minutes=2147483647

        # Back soon after a start or a kill.
        group.initial.rebalance.delay.ms=0
        broker.session.timeout.ms=3000
        broker.heartbeat.interval.ms=500
        """
        .formatted(port, controllerPort);
  }

  /**
   * Waits until it answers clients.
   *
   * @throws UserError naming its log file, if it does not in time
   */
  public void awaitReady(Duration timeout) {
    process.awaitReady(timeout, () -> answers(bootstrap, Duration.ofSeconds(2)));
  }

  /** Whether a broker answers at this address (HOST:PORT, or several with commas). */
  public static boolean answers(String bootstrap, Duration timeout) {
    if (!accepts(bootstrap)) {
      return false;
    }
    int millis = (int) timeout.toMillis();
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            millis,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis);
    try (var admin = Admin.create(settings)) {
      return !admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Whether anybody listens at one of the addresses. Asked first, since Kafka's client logs a
   * warning for each connection that is refused.
   */
  public static boolean accepts(String bootstrap) {
    return Arrays.stream(bootstrap.split(",")).anyMatch(EmbeddedBroker::acceptsOne);
  }

  private static boolean acceptsOne(String address) {
    int colon = address.lastIndexOf(':');
    try (var socket = new Socket()) {
      var port = Integer.parseInt(address.substring(colon + 1).strip());
      socket.connect(new InetSocketAddress(address.substring(0, colon).strip(), port), 2_000);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** HOST:PORT, as clients take it for {@code bootstrap.servers}. */
  public String bootstrap() {
    return bootstrap;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
