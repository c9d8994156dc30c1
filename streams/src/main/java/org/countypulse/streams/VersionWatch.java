package org.countypulse.streams;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.streams.post.Patiently;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic {@code views} in a daemon thread, and tells a listener what it says after each
 * change; for the first time when all that stood in it has been read. A broker that is away is
 * waited for.
 */
public final class VersionWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VersionWatch.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
  private static final long PAUSE_MILLIS = 1_000;

  private final ViewVersions versions;
  private final Consumer<VersionTable> listener;
  private final Map<String, ViewVersion> rows = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile KafkaConsumer<String, byte[]> reading;

  private VersionWatch(ViewVersions versions, String name, Consumer<VersionTable> listener) {
    this.versions = versions;
    this.listener = listener;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param name of the thread
   * @param listener is called by that thread, one call after the other, and may take its time; what
   *     it throws is logged, and it is called again a little later
   */
  public static VersionWatch start(
      ViewVersions versions, String name, Consumer<VersionTable> listener) {
    VersionWatch watch = new VersionWatch(versions, name, listener);
    watch.thread.start();
    return watch;
  }

  private void run() {
    while (!closed) {
      try (ValueDecoder<ViewVersion> decoder = versions.decoder();
          KafkaConsumer<String, byte[]> consumer = versions.consumer()) {
        reading = consumer;
        follow(consumer, decoder);
      } catch (WakeupException e) {
        LOG.debug("Woken up to close");
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn("The topic of versions can't be followed now; trying again. {}", e.toString());
          LOG.debug("Why the topic of versions can't be followed", e);
          pause();
        }
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer, ValueDecoder<ViewVersion> decoder) {
    consumer.assign(List.of(ViewVersions.TOPIC));
    consumer.seekToBeginning(List.of(ViewVersions.TOPIC));
    long end = consumer.endOffsets(List.of(ViewVersions.TOPIC)).get(ViewVersions.TOPIC);
    boolean isNew = true;
    while (!closed) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        rows.put(record.key(), Patiently.ask(() -> decoder.decode(record.value())));
        isNew = true;
      }
      if (isNew && consumer.position(ViewVersions.TOPIC) >= end) {
        isNew = !told();
      }
    }
  }

  private boolean told() {
    try {
      listener.accept(VersionTable.of(rows.values()));
      return true;
    } catch (KafkaException | TopicsException e) {
      LOG.warn("What the versions ask for can't be done now; trying again. {}", e.toString());
      LOG.debug("Why what the versions ask for can't be done", e);
      pause();
      return false;
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Stops the thread, after the call of the listener that it may be in. */
  @Override
  public void close() {
    closed = true;
    KafkaConsumer<String, byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
