package org.countypulse.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.LedgerTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, across machines, that somebody is at work on the rebuild of a version: whoever has the
 * single partition of the topic {@code views} in a consumer group of that version. Who dies loses
 * it after some seconds. It keeps two from wasting their time; what they write is protected by
 * transactions.
 */
public final class RebuildLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RebuildLease.class);
  private static final int SESSION_MILLIS = 10_000;
  private static final int HEARTBEAT_MILLIS = 2_000;
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CountDownLatch given = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean held;
  private volatile boolean closed;

  private RebuildLease(Map<String, Object> client, String versionId, Optional<String> instance) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group(versionId));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    // Whoever has it keeps it when another one asks, without giving it back for a moment.
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    instance.ifPresent(name -> config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = new Thread(this::run, "rebuild-lease");
    this.thread.setDaemon(true);
  }

  static String group(String versionId) {
    return StreamsProcess.applicationId(versionId) + ".rebuild";
  }

  /**
   * Takes it, if nobody else has it or lets go of it in time.
   *
   * @param instance a name under which a successor of this process takes it over at once; without,
   *     it waits for the session of one that was killed
   */
  public static Optional<RebuildLease> take(
      Map<String, Object> client, Version version, Optional<String> instance, Duration patience) {
    RebuildLease lease = new RebuildLease(client, version.id(), instance);
    lease.thread.start();
    try {
      if (lease.given.await(patience.toMillis(), TimeUnit.MILLISECONDS) && lease.isHeld()) {
        return Optional.of(lease);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lease.close();
    return Optional.empty();
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(LedgerTopics.VIEWS), new Listener());
      while (!closed) {
        consumer.poll(POLL);
      }
    } catch (WakeupException e) {
      LOG.debug("Woken up to close");
    } catch (RuntimeException e) {
      LOG.warn("The right to rebuild is lost: {}", e.toString());
    } finally {
      held = false;
      given.countDown();
    }
  }

  private final class Listener implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        held = true;
        given.countDown();
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      held = held && partitions.isEmpty();
    }
  }

  /** Whether it is still ours. */
  public boolean isHeld() {
    return held;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
