package org.countypulse.streams;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRules.Change;
import org.countypulse.streams.post.Committed;
import org.countypulse.streams.post.Patiently;
import org.countypulse.streams.post.Rows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic {@code views}: which versions exist, what each counts, and which one readers use.
 *
 * <p>Anybody may change it at any time, from several machines, so each change is one step: read to
 * the end, decide, write, commit, all under one transactional id. Whoever begins fences whoever is
 * in the middle; that one's rows are never seen, and it reads and decides again. A crash in the
 * middle leaves nothing. A change that was made can be read by everybody when its method returns.
 *
 * <p>All methods that change something throw {@link VersionRefusedException} if it can't be.
 */
public final class ViewVersions {

  private static final Logger LOG = LoggerFactory.getLogger(ViewVersions.class);

  static final String TRANSACTIONAL_ID = "countypulse.views";
  static final TopicPartition TOPIC = new TopicPartition(LedgerTopics.VIEWS, 0);

  /** A header that tells one change from another. */
  private static final String CHANGE = "change";

  /** Readers of the topic wait for a change that a crash left open, for so long at most. */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

  private static final int MOST_TRIES = 20;
  private static final int LONGEST_PAUSE_MILLIS = 300;

  private final Map<String, Object> clientConfig;
  private final ValueFormat format;
  private final Runnable beforeCommit;

  /**
   * @param clientConfig settings of every Kafka client: {@code bootstrap.servers}, security
   */
  public ViewVersions(Map<String, Object> clientConfig, ValueFormat format) {
    this(clientConfig, format, () -> {});
  }

  /** For tests, which let things happen in the middle. */
  ViewVersions(Map<String, Object> clientConfig, ValueFormat format, Runnable beforeCommit) {
    this.clientConfig = clientConfig;
    this.format = format;
    this.beforeCommit = beforeCommit;
  }

  /**
   * Enters the first version of views that have none, and returns what there is then.
   *
   * @param isKnown whether the program has the definition of a version
   */
  VersionTable enter(List<CountyView> views, Predicate<Version> isKnown) {
    Wish wish = Wish.of(VersionRules.PROGRAM);
    VersionTable before = read();
    if (VersionRules.enter(before, views, isKnown, wish).isEmpty()) {
      return before; // nobody is fenced by a start that changes nothing
    }
    change(table -> new Change(null, VersionRules.enter(table, views, isKnown, wish)));
    return read();
  }

  /** Enters the next version of a view, into which history is to be read. */
  public Version rebuild(String view, Optional<Instant> knownAt, Wish wish) {
    return change(table -> VersionRules.rebuild(table, view, knownAt, wish));
  }

  /** All of history has been read into it: it is complete. */
  public Version finished(String view, int number, Wish wish) {
    return change(table -> VersionRules.finished(table, view, number, wish));
  }

  /**
   * It can't go on by itself.
   *
   * @param why a sentence that says what to do
   */
  public Version failed(String view, int number, String why, Wish wish) {
    return change(table -> VersionRules.failed(table, view, number, why, wish));
  }

  public Version pause(String view, int number, Wish wish) {
    return change(table -> VersionRules.pause(table, view, number, wish));
  }

  /** Goes on with one that was paused, or that failed. */
  public Version resume(String view, int number, Wish wish) {
    return change(table -> VersionRules.resume(table, view, number, wish));
  }

  /** Gives up a rebuild; {@link VersionRemoval} must follow. */
  public Version cancel(String view, int number, Wish wish) {
    return change(table -> VersionRules.cancel(table, view, number, wish));
  }

  /** Gives up a version; {@link VersionRemoval} must follow. */
  public Version retire(String view, int number, Wish wish) {
    return change(table -> VersionRules.retire(table, view, number, wish));
  }

  /** Nothing is left of a version that was cancelled or retired. */
  Version removed(String view, int number, Wish wish) {
    return change(table -> VersionRules.removed(table, view, number, wish));
  }

  /** Readers use it from now on. {@link Promotion} asks first whether they may. */
  Version promote(String view, int number, int instead, Wish wish) {
    return change(table -> VersionRules.promote(table, view, number, instead, wish));
  }

  /** Says something about a version, for those who look at it. */
  public Version tell(String view, int number, String detail) {
    return change(table -> VersionRules.told(table, view, number, detail));
  }

  /** What all committed changes have led to. */
  public VersionTable read() {
    return read(new HashSet<>());
  }

  private VersionTable read(Set<UUID> changes) {
    Map<String, ViewVersion> rows = new LinkedHashMap<>();
    try (ValueDecoder<ViewVersion> decoder = decoder();
        KafkaConsumer<String, byte[]> consumer = consumer(BriefReading.settings(clientConfig))) {
      consumer.assign(List.of(TOPIC));
      consumer.seekToBeginning(List.of(TOPIC));
      long end = consumer.endOffsets(List.of(TOPIC)).get(TOPIC);
      while (consumer.position(TOPIC) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          rows.put(record.key(), Patiently.ask(() -> decoder.decode(record.value())));
          record.headers().headers(CHANGE).forEach(header -> changes.add(id(header)));
        }
      }
    }
    return VersionTable.of(rows.values());
  }

  ValueDecoder<ViewVersion> decoder() {
    return format.decoder(LedgerTopics.VIEWS, ViewVersion.getClassSchema());
  }

  /** A consumer that follows the topic. */
  KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> config = BriefReading.settings(clientConfig);
    config.remove(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG); // it waits for what comes
    return consumer(config);
  }

  private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Version change(Function<VersionTable, Change> decision) {
    UUID id = UUID.randomUUID();
    Change intended = null;
    for (int attempt = 1; ; attempt++) {
      try (KafkaProducer<String, byte[]> producer = producer()) {
        producer.initTransactions();
        Set<UUID> changes = new HashSet<>();
        VersionTable table = read(changes);
        if (intended != null && changes.contains(id)) {
          return intended.version(); // its commit had arrived, only the answer to it had not
        }
        intended = decision.apply(table);
        if (!intended.rows().isEmpty()) {
          long last = commit(producer, intended.rows(), id);
          Committed.awaitReadable(clientConfig, TOPIC, last);
        }
        return intended.version();
      } catch (KafkaException e) {
        if (!isFenced(e) || attempt == MOST_TRIES) {
          throw e;
        }
        LOG.debug("Somebody else changed a version at the same time; once more. {}", e.toString());
        pause();
      }
    }
  }

  /** Returns the offset of the last row. */
  private long commit(KafkaProducer<String, byte[]> producer, List<ViewVersion> rows, UUID id) {
    Rows encoded = new Rows(format);
    Future<RecordMetadata> last = null;
    producer.beginTransaction();
    for (ViewVersion row : rows) {
      String key = row.getPromoted() ? row.getView() : row.getView() + "/" + row.getEntry();
      byte[] value = encoded.value(LedgerTopics.VIEWS, row);
      ProducerRecord<String, byte[]> record = new ProducerRecord<>(LedgerTopics.VIEWS, key, value);
      record.headers().add(CHANGE, id.toString().getBytes(StandardCharsets.UTF_8));
      last = producer.send(record);
    }
    producer.flush();
    beforeCommit.run();
    producer.commitTransaction();
    return Committed.offset(last);
  }

  private static UUID id(Header header) {
    return UUID.fromString(new String(header.value(), StandardCharsets.UTF_8));
  }

  private KafkaProducer<String, byte[]> producer() {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  private static boolean isFenced(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ProducerFencedException
          || e instanceof InvalidProducerEpochException
          || e instanceof UnknownProducerIdException) {
        return true;
      }
    }
    return false;
  }

  /** Of a random length, so that two who fence each other part. */
  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(20, LONGEST_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }
}
