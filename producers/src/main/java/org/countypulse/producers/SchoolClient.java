package org.countypulse.producers;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.domain.Problem;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.persons.References;
import org.countypulse.producers.persons.SubjectKeys;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.TrustedRecords;

/**
 * The front door for Java programs: sends events to Kafka, once each and in order, after judging
 * them by the same rules as the HTTP door, and with tokens in the place of references to persons.
 *
 * <p>Safe for use by many threads. Every wait is bounded: a future ends at the latest with the
 * producer's {@code delivery.timeout.ms}.
 */
public final class SchoolClient implements AutoCloseable {

  static {
    TrustedRecords.vouch(); // so that a program with a client can also build its records
  }

  /** How long {@link #send} may wait for the broker's topic list or for room in the buffer. */
  static final int MOST_BLOCK_MILLIS = 5_000;

  private static final int REQUEST_MILLIS = 10_000;
  private static final int DELIVERY_MILLIS = 30_000;
  private static final int LINGER_MILLIS = 5;
  private static final int BATCH_BYTES = 64 * 1024;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** One text for each topic, whose hash Kafka need not work out again for each event. */
  private static final Map<EventType, String> TOPICS = new ConcurrentHashMap<>();

  private final DoorRules rules;
  private final Producer<String, Event> producer;
  private final Properties settings;
  private final SubjectKeys keys;
  private final References references;
  private final Outbox outbox;

  /**
   * A client of one cluster.
   *
   * @param settings the producer's: {@code bootstrap.servers} and {@code schema.registry.url} are
   *     needed. {@code value.serializer} may name Confluent's own serializer. What makes sending
   *     safe (idempotence, all acknowledgements, the key, the default partitioner) can't be
   *     changed.
   * @param counties the list of counties that the platform uses
   * @param zone the platform's zone; it says which day is today
   */
  public SchoolClient(Properties settings, Counties counties, ZoneId zone, Clock clock) {
    this.rules = new DoorRules(counties, zone, clock);
    this.settings = complete(settings);
    this.producer = new KafkaProducer<>(this.settings);
    this.keys = new SubjectKeys(clusterOf(settings));
    this.references = new References(keys);
    this.outbox = new Outbox(references, this::hand);
  }

  /** A client of the Chinese counties, in Chinese time. */
  public SchoolClient(Properties settings) {
    this(settings, Counties.chinese(), ZoneId.of("Asia/Shanghai"), Clock.systemUTC());
  }

  /** What the keys' own clients need to know: all but how events are written. */
  private static Map<String, Object> clusterOf(Properties given) {
    Map<String, Object> cluster = new HashMap<>();
    given.forEach((name, value) -> cluster.put(name.toString(), value));
    cluster.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    cluster.remove(ProducerConfig.CLIENT_ID_CONFIG);
    return cluster;
  }

  private static Properties complete(Properties given) {
    Properties all = new Properties();
    all.put(ProducerConfig.CLIENT_ID_CONFIG, "countypulse-school-client");
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, AvroSerializer.class.getName());
    all.put(AvroSerializer.AUTO_REGISTER, "false");
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    all.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_BLOCK_MILLIS);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    all.putAll(given);
    all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(EventSerializer.NAMED, all.get(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG));
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, EventSerializer.class.getName());
    all.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
    all.remove(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG);
    return all;
  }

  /**
   * Sends an event. Sending the same event again is safe: its id counts once.
   *
   * @return done when Kafka has acknowledged it; failed with {@link RejectedEventException} if the
   *     rules don't let it in (nothing is sent then), with {@link NotAllowedException} if the
   *     cluster does not let this client's user send it, or with the error that kept it from being
   *     sent, and then sending it again later may work
   */
  public CompletableFuture<Receipt> send(Event event) {
    List<Problem> problems = rules.check(event);
    return problems.isEmpty()
        ? sendChecked(event)
        : CompletableFuture.failedFuture(new RejectedEventException(event, problems));
  }

  /** Sends an event that the caller has put to the rules already. */
  public CompletableFuture<Receipt> sendChecked(Event event) {
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    outbox.send(
        event,
        (metadata, error) -> {
          if (error == null) {
            receipt.complete(receipt(event, metadata));
          } else {
            receipt.completeExceptionally(explained(event, error));
          }
        });
    return receipt;
  }

  /**
   * The events as they will stand in the log: with a token in the place of each reference to a
   * person. Keys that are missing are made. Events that have been through here are not changed by
   * sending.
   *
   * @return failed as that of {@link #send} if keys can't be made now
   */
  public CompletableFuture<List<Event>> protect(List<Event> events) {
    CompletableFuture<List<Event>> done = new CompletableFuture<>();
    references
        .replaced(events)
        .whenComplete(
            (replaced, error) -> {
              if (error == null) {
                done.complete(replaced);
              } else {
                done.completeExceptionally(explained(firstAboutAPerson(events), cause(error)));
              }
            });
    return done;
  }

  private static Event firstAboutAPerson(List<Event> events) {
    return events.stream()
        .filter(event -> !References.namesNobody(event))
        .findFirst()
        .orElseThrow();
  }

  private static Exception cause(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
  }

  /** The keys of the references to persons: to forget one. */
  public SubjectKeys keys() {
    return keys;
  }

  /**
   * Sends events that the caller has put to the rules already. The first that fails ends it: the
   * rest may not have been sent.
   *
   * @return done when Kafka has acknowledged all of them; failed as that of {@link #send} for the
   *     first that failed
   */
  public CompletableFuture<Void> sendAllChecked(List<Event> events) {
    return protect(events).thenCompose(this::sendAllProtected);
  }

  private CompletableFuture<Void> sendAllProtected(List<Event> events) {
    CompletableFuture<Void> all = new CompletableFuture<>();
    if (events.isEmpty()) {
      all.complete(null);
    }
    AtomicInteger left = new AtomicInteger(events.size());
    for (Event event : events) {
      hand(
          event,
          (metadata, error) -> {
            if (error != null) {
              all.completeExceptionally(explained(event, error));
            } else if (left.decrementAndGet() == 0) {
              all.complete(null);
            }
          });
      if (all.isCompletedExceptionally()) {
        break; // the next one would only wait as long again
      }
    }
    return all;
  }

  /** Hands an event to Kafka; the callback hears of every failure, too. */
  private void hand(Event event, Callback callback) {
    try {
      producer.send(
          new ProducerRecord<>(
              TOPICS.computeIfAbsent(event.type(), EventType::topic), event.schoolId(), event),
          callback);
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      callback.onCompletion(null, e);
    } catch (RuntimeException e) {
      callback.onCompletion(null, e);
    }
  }

  /**
   * What Kafka says of rights, with what to do about it. A producer that was refused as a whole
   * says of later events only that it is in an error state, and why in the cause.
   */
  private Exception explained(Event event, Exception error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof TopicAuthorizationException denied
          && denied.unauthorizedTopics().contains(PersonReferences.KEYS)) {
        return new NotAllowedException(
            "%s may not read and write the topic %s, which it needs to encrypt who a %s is about. Ask whoever runs the cluster for this right: ./countypulse access --school-system %s --types %s"
                .formatted(
                    KafkaUser.named(settings),
                    PersonReferences.KEYS,
                    event.type().name(),
                    KafkaUser.nameOr(settings, "USER"),
                    event.type().name()),
            error);
      }
      if (cause instanceof AuthorizationException) {
        return new NotAllowedException(
            "%s may not write to the topic %s. Ask whoever runs the cluster for this right: ./countypulse access --school-system %s --types %s"
                .formatted(
                    KafkaUser.named(settings),
                    event.type().topic(),
                    KafkaUser.nameOr(settings, "USER"),
                    event.type().name()),
            error);
      }
      if (cause instanceof AuthenticationException) {
        return new NotAllowedException(
            "%s is not let into the cluster (%s). Check its password and certificates."
                .formatted(KafkaUser.named(settings), cause.getMessage()),
            error);
      }
    }
    return error;
  }

  private static Receipt receipt(Event event, RecordMetadata metadata) {
    return new Receipt(
        event,
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Instant.ofEpochMilli(metadata.timestamp()));
  }

  /** Waits until all that was sent is acknowledged or has failed. */
  public void flush() {
    outbox.flush();
    producer.flush();
  }

  /** The Kafka client's own metrics, to bind to a registry and to close. */
  public KafkaClientMetrics metrics() {
    return new KafkaClientMetrics(producer);
  }

  /** Flushes, waits at most ten seconds for it, and closes. */
  @Override
  public void close() {
    outbox.close();
    keys.close();
    producer.close(CLOSE_WAIT);
  }
}
