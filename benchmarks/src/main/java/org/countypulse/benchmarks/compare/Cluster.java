package org.countypulse.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.countypulse.platform.UserError;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.platform.process.EmbeddedBroker;
import org.countypulse.platform.process.EmbeddedRegistry;
import org.countypulse.schemas.wire.HttpSchemaRegistry;

/** One broker and one registry, each in a process of its own, the same for everybody. */
final class Cluster implements AutoCloseable {

  /** What Kafka's own start script gives a broker. */
  static final List<String> BROKER_OPTIONS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent");

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(30);

  private final DataFolder folder;
  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final HttpSchemaRegistry schemas;
  private final Admin admin;

  private Cluster(DataFolder folder, EmbeddedBroker broker, EmbeddedRegistry registry) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
    this.schemas = new HttpSchemaRegistry(registry.url());
    this.admin = Admin.create(client());
  }

  /** Starts both, and waits for them. */
  static Cluster start(DataFolder folder, Path registryProgram) {
    var broker =
        EmbeddedBroker.start(folder, OptionalInt.empty(), BROKER_OPTIONS, System.err::println);
    var registry =
        EmbeddedRegistry.start(folder, registryProgram, OptionalInt.empty(), System.err::println);
    var cluster = new Cluster(folder, broker, registry);
    broker.awaitReady(READY_WITHIN);
    registry.awaitReady(READY_WITHIN);
    return cluster;
  }

  DataFolder folder() {
    return folder;
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  String registryUrl() {
    return registry.url();
  }

  HttpSchemaRegistry schemas() {
    return schemas;
  }

  Admin admin() {
    return admin;
  }

  /** The settings of a client. */
  Map<String, Object> client() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
  }

  /** Deletes every group, and every topic but those with the generated events. */
  void forgetResults() {
    long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
    while (true) {
      List<String> groups = groups();
      List<String> topics = results();
      if (groups.isEmpty() && topics.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new UserError(
            "Results of an earlier run can't be deleted: %s, %s".formatted(groups, topics));
      }
      groups.forEach(this::deleteGroup);
      if (!topics.isEmpty()) {
        answer(admin.deleteTopics(topics).all());
      }
      pause(100);
    }
  }

  private List<String> groups() {
    return answer(admin.listGroups(new ListGroupsOptions()).all()).stream()
        .map(group -> group.groupId())
        .toList();
  }

  private List<String> results() {
    return answer(admin.listTopics().names()).stream()
        .filter(topic -> !topic.startsWith("event.") && !topic.startsWith(Loader.FIRST_EVENTS))
        .toList();
  }

  /** Static members stay in a group when they have ended: they are shown out first. */
  private void deleteGroup(String group) {
    try {
      admin.deleteConsumerGroups(List.of(group)).all().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupNotEmptyException) {
        answer(
            admin
                .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                .all());
      } else if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What the broker answers. */
  static <T> T answer(KafkaFuture<T> question) {
    try {
      return question.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted", e);
  }

  @Override
  public void close() {
    admin.close();
    registry.close();
    broker.close();
  }
}
