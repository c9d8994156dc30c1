package org.countypulse.producers.persons;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.ledger.SubjectKey;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.RecordWriter;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SubjectNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic of keys, and writes to it: one thread does both, so that all keys that are
 * asked for while it waits for Kafka go into its next round trip together.
 */
final class KeyLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);
  private static final TopicPartition TOPIC = new TopicPartition(PersonReferences.KEYS, 0);
  private static final Duration OPENING = Duration.ofSeconds(5);
  private static final Duration READING_BACK = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 500;
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** How often it makes sure that it has read all that stands in the topic. */
  private static final Duration LOOKING = Duration.ofSeconds(10);

  /**
   * Who has not been at the topic's end for so long forgets all keys: the tombstone of one of them
   * may have come and gone meanwhile. Half of the topic's {@code delete.retention.ms}, which Kafka
   * begins to count when it has written the tombstone, or later.
   */
  static final Duration MOST_BEHIND = Duration.ofMinutes(15);

  /** How often rows that are written may be read back without doing what they should. */
  private static final int MOST_TRIES = 5;

  /** When Kafka is nudged to clean after a forgetting; then at twice that, and so on, for a day. */
  private static final long FIRST_NUDGE_NANOS = Duration.ofSeconds(12).toNanos();

  private static final long LAST_NUDGE_NANOS = Duration.ofDays(1).toNanos();
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What somebody asked for; done by the one thread. */
  private interface Wish {
    /** Adds the rows that it needs, or says that it has all. */
    void ask(Map<String, byte[]> rows);

    /** After the rows were read back: whether it is done. */
    boolean isDone();

    void fail(RuntimeException e);
  }

  /** What is known may not be so any more, and must be read anew. */
  private static final class StaleException extends RuntimeException {
    StaleException(String message) {
      super(message);
    }
  }

  /** A key that came too late; it would be the reference's if the first were gone. */
  private record Waiting(KeyRow row, byte[] secret) {}

  private final Map<String, Object> settings;
  private final Clock clock;
  private final SubjectTable table = new SubjectTable();
  private final Map<ByteBuffer, List<Waiting>> late = new HashMap<>();
  private final Map<ByteBuffer, KeyRow> asked = new LinkedHashMap<>();
  private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
  private final Object starting = new Object();
  private Thread thread;
  private byte[] salt;
  private long unreadableSalt = -1;
  private volatile byte[] usable;
  private volatile Moment atEnd;
  private volatile boolean closed;
  private volatile boolean idle;
  private volatile Consumer<String, byte[]> consumer;
  private Producer<String, byte[]> producer;
  private RecordDecoder<SubjectKey> decoder;
  private RecordWriter writer;
  private int schemaId;
  private long next;
  private long nudgeNanos;
  private long nudgeAt;
  private String told = "";

  /**
   * @param clock the wall's
   */
  KeyLog(Map<String, ?> settings, Clock clock) {
    this.settings = new HashMap<>(settings);
    this.clock = clock;
  }

  SubjectTable table() {
    return table;
  }

  /**
   * Null as long as the keys may not be used: until the topic has been read to its end, since a key
   * may be destroyed further on, and when that was too long ago.
   */
  byte[] salt() {
    byte[] known = usable;
    return known == null || isStale() ? null : known;
  }

  private boolean isStale() {
    return atEnd.isLongerAgoThan(MOST_BEHIND, clock);
  }

  CompletableFuture<Void> make(Collection<String> references) {
    CompletableFuture<Void> made = new CompletableFuture<>();
    enter(new Making(references, made));
    return made;
  }

  CompletableFuture<Forgotten> forget(String reference) {
    CompletableFuture<Forgotten> done = new CompletableFuture<>();
    enter(new Forgetting(reference, done));
    return done;
  }

  private void enter(Wish wish) {
    synchronized (starting) {
      if (closed) {
        wish.fail(closed());
        return;
      }
      wishes.add(wish);
      if (thread == null) {
        thread = new Thread(this::run, "subject-keys");
        thread.setDaemon(true);
        thread.start();
      }
    }
    Consumer<String, byte[]> reading = consumer;
    if (idle && reading != null) {
      reading.wakeup();
    }
  }

  private void run() {
    while (!closed) {
      try {
        follow();
      } catch (InterruptException e) {
        closed = true;
      } catch (KafkaException | RegistryUnavailableException e) {
        startAgain(e); // with what is known
      } catch (StaleException e) {
        LOG.warn("{}", e.getMessage());
        if (usable == null) {
          failAll(e); // or they would wait as long as reading takes too long
        }
        forgetAll();
      } catch (Throwable e) { // the one thread must not end while somebody waits for it
        forgetAll(); // it may be half done
        startAgain(e);
      }
    }
    failAll(closed());
  }

  private void follow() {
    try {
      open();
      told = "";
      while (!closed) {
        if (atEnd.isLongerAgoThan(LOOKING, clock)) {
          readToEnd();
        }
        serve();
      }
    } finally {
      release();
    }
  }

  private void startAgain(Throwable e) {
    if (!closed) {
      tell(e.toString());
      failAll(unchecked(e));
      pause();
    }
  }

  private void forgetAll() {
    usable = null;
    salt = null;
    unreadableSalt = -1;
    late.clear();
    next = 0;
    table.clear();
  }

  private static RuntimeException closed() {
    return new IllegalStateException("The keys' topic is closed.");
  }

  private static RuntimeException unchecked(Throwable e) {
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }

  /** It is tried again every few seconds. */
  private void tell(String problem) {
    if (!problem.equals(told)) {
      LOG.warn("The topic {} can't be used now: {}", PersonReferences.KEYS, problem);
      told = problem;
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void failAll(RuntimeException e) {
    for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
      wish.fail(e);
    }
  }

  // ---- opening: all that stands in the topic

  private void open() {
    if (next > 0 && isStale()) {
      forgetAll();
    }
    if (next == 0) {
      atEnd = Moment.now(clock); // nothing is known yet, and that is true
    }
    SchemaRegistry registry = HttpSchemaRegistry.of(settings);
    decoder = new RecordDecoder<>(registry, SubjectKey.getClassSchema());
    consumer = newConsumer();
    awaitTopic(consumer);
    consumer.assign(List.of(TOPIC));
    if (next == 0) {
      consumer.seekToBeginning(List.of(TOPIC));
    } else {
      consumer.seek(TOPIC, next); // only reconnecting
    }
    String subject =
        SubjectNames.of(settings).subject(PersonReferences.KEYS, SubjectKey.getClassSchema());
    schemaId = registry.idOf(subject, SubjectKey.getClassSchema());
    writer = new RecordWriter(SubjectKey.getClassSchema());
    producer = newProducer();
    readToEnd();
    if (salt == null && !closed) {
      makeSalt();
    }
    usable = closed ? null : salt;
  }

  /** With another salt each reference would get another key, and be somebody else. */
  private void makeSalt() {
    if (unreadableSalt >= 0) {
      throw new IllegalStateException(
          "the salt at the offset "
              + unreadableSalt
              + " can't be read, and there is no other; is this the schema registry that it was"
              + " written with?");
    }
    write(Map.of(KeyRow.SALT + SubjectKeys.shown(RANDOM.nextLong()), value(0, newSecret())));
  }

  /** By the consumer, which unlike a producer makes no topic by asking for it. */
  private static void awaitTopic(Consumer<String, byte[]> consumer) {
    boolean there;
    try {
      there = !consumer.partitionsFor(PersonReferences.KEYS, OPENING).isEmpty();
    } catch (UnknownTopicOrPartitionException e) {
      there = false;
    }
    if (!there) {
      throw new UnknownTopicOrPartitionException(
          "The topic "
              + PersonReferences.KEYS
              + " is not there yet; the streams make it when they start.");
    }
  }

  private Consumer<String, byte[]> newConsumer() {
    Map<String, Object> mine = only(ConsumerConfig.configNames());
    mine.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-subject-keys");
    mine.remove(ConsumerConfig.GROUP_ID_CONFIG);
    mine.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG); // the sender's is a producer's
    mine.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    mine.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    mine.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    mine.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    mine.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
    mine.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return new KafkaConsumer<>(mine);
  }

  private Producer<String, byte[]> newProducer() {
    Map<String, Object> mine = only(ProducerConfig.configNames());
    mine.put(ProducerConfig.CLIENT_ID_CONFIG, "countypulse-subject-keys");
    mine.put(ProducerConfig.ACKS_CONFIG, "all");
    mine.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    mine.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    mine.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 * 1024));
    mine.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // keys are random
    mine.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, OPENING.toMillis());
    mine.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) OPENING.toMillis());
    mine.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) READING_BACK.toMillis());
    mine.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    mine.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    mine.keySet()
        .removeAll(
            List.of(
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                ProducerConfig.INTERCEPTOR_CLASSES_CONFIG));
    return new KafkaProducer<>(mine);
  }

  private Map<String, Object> only(Collection<String> names) {
    Map<String, Object> some = new HashMap<>(settings);
    some.keySet().retainAll(names);
    return some;
  }

  private void release() {
    idle = false;
    Consumer<String, byte[]> reading = consumer;
    Producer<String, byte[]> writing = producer;
    consumer = null;
    producer = null;
    if (reading != null) {
      close(() -> reading.close(CloseOptions.timeout(Duration.ofSeconds(1))));
    }
    if (writing != null) {
      close(() -> writing.close(Duration.ofSeconds(1)));
    }
  }

  private static void close(Runnable closing) {
    try {
      closing.run();
    } catch (RuntimeException e) {
      LOG.debug("A client of the topic {} did not close well", PersonReferences.KEYS, e);
    }
  }

  // ---- reading

  private void serve() {
    List<Wish> some = new ArrayList<>();
    for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
      some.add(wish);
    }
    if (!some.isEmpty()) {
      grant(some);
      return;
    }
    if (nudgeAt != 0 && System.nanoTime() - nudgeAt >= 0) {
      nudge();
    }
    idle = true;
    if (wishes.isEmpty()) {
      poll(IDLE);
    }
    idle = false;
  }

  private void poll(Duration most) {
    ConsumerRecords<String, byte[]> records;
    try {
      records = consumer.poll(most);
    } catch (WakeupException e) {
      return; // somebody wants something
    }
    for (ConsumerRecord<String, byte[]> record : records) {
      take(record);
      next = record.offset() + 1; // none is taken twice, should the next one fail
    }
    next = Math.max(next, position());
  }

  private long position() {
    return undisturbed(() -> consumer.position(TOPIC, OPENING));
  }

  private long end() {
    return undisturbed(() -> consumer.endOffsets(List.of(TOPIC), OPENING).get(TOPIC));
  }

  private static long undisturbed(LongSupplier question) {
    while (true) {
      try {
        return question.getAsLong();
      } catch (WakeupException e) {
        // somebody wants something, and will be heard
      }
    }
  }

  /** Reads all that stands in the topic now. */
  private void readToEnd() {
    Moment asked = Moment.now(clock);
    long end = end();
    if (end < next) {
      throw new StaleException(
          "The topic " + PersonReferences.KEYS + " is shorter than before: it is read anew.");
    }
    readTo(end);
    if (isStale()) {
      throw new StaleException(
          "The end of the topic "
              + PersonReferences.KEYS
              + " had not been reached for "
              + MOST_BEHIND.toMinutes()
              + " minutes. A key may have been destroyed unnoticed: all are read anew.");
    }
    atEnd = asked;
  }

  /** However much it is, as long as some of it comes. */
  private void readTo(long end) {
    long reached = position();
    long deadline = System.nanoTime() + READING_BACK.toNanos();
    while (reached < end && !closed) {
      poll(Duration.ofMillis(100));
      if (position() != reached) {
        reached = position();
        deadline = System.nanoTime() + READING_BACK.toNanos();
      } else if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "The topic " + PersonReferences.KEYS + " could not be read back in time.");
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.offset() < next || record.key() == null) {
      return;
    }
    KeyRow row = KeyRow.of(record.key());
    if (row != null && record.value() == null) {
      drop(row);
      nudgeSoon();
    } else if (row != null) {
      byte[] secret = row.id() == 0 ? passOver(record, "it has no id") : secret(record);
      if (secret != null) {
        add(row, secret);
      }
    } else if (salt == null && record.key().startsWith(KeyRow.SALT) && record.value() != null) {
      salt = secret(record);
      if (salt == null) {
        unreadableSalt = record.offset();
      }
    }
  }

  /** The secret in a row; null if there is none: one bad row must not stop every door. */
  private byte[] secret(ConsumerRecord<String, byte[]> record) {
    try {
      byte[] secret = decoder.decode(record.value()).getSecret().array();
      return secret.length == ReferenceCipher.SECRET_BYTES
          ? secret
          : passOver(record, "its secret has " + secret.length + " bytes");
    } catch (RegistryUnavailableException e) {
      throw e; // that is no word about the row
    } catch (RuntimeException e) {
      return passOver(record, e.getMessage());
    }
  }

  private static byte[] passOver(ConsumerRecord<String, byte[]> record, String why) {
    LOG.warn(
        "The row at the offset {} of the topic {} is no key, and is passed over: {}",
        record.offset(),
        PersonReferences.KEYS,
        why);
    return null;
  }

  private void add(KeyRow row, byte[] secret) {
    if (table.putIfAbsent(row.hash(), row.id(), secret) || isKnown(row)) {
      return;
    }
    late.computeIfAbsent(ByteBuffer.wrap(row.hash()), hash -> new ArrayList<>())
        .add(new Waiting(row, secret));
  }

  /** A row can stand there twice. */
  private boolean isKnown(KeyRow row) {
    return table.copy(row.hash(), new byte[ReferenceCipher.SECRET_BYTES]) == row.id()
        || late.getOrDefault(ByteBuffer.wrap(row.hash()), List.of()).stream()
            .anyMatch(other -> other.row().id() == row.id());
  }

  private void drop(KeyRow row) {
    ByteBuffer hash = ByteBuffer.wrap(row.hash());
    List<Waiting> others = late.getOrDefault(hash, new ArrayList<>());
    if (table.remove(row.hash(), row.id())) {
      if (!others.isEmpty()) {
        Waiting first = others.remove(0);
        table.putIfAbsent(first.row().hash(), first.row().id(), first.secret());
      }
    } else {
      others.removeIf(other -> other.row().id() == row.id());
    }
    if (others.isEmpty()) {
      late.remove(hash);
    }
  }

  // ---- writing

  private void grant(List<Wish> some) {
    Queue<Wish> open = new ArrayDeque<>(some);
    try {
      if (some.stream().anyMatch(Forgetting.class::isInstance)) {
        readToEnd(); // another process may have made a key a moment ago
      }
      for (int tries = 0; !open.isEmpty() && !closed; tries++) {
        if (tries == MOST_TRIES) {
          throw new IllegalStateException("what is written there can't be read back");
        }
        Map<String, byte[]> rows = new LinkedHashMap<>();
        asked.clear();
        open.forEach(wish -> wish.ask(rows));
        write(rows);
        open.removeIf(Wish::isDone);
      }
    } catch (Throwable e) {
      some.forEach(wish -> wish.fail(unchecked(e)));
      throw e;
    }
    open.forEach(wish -> wish.fail(closed()));
  }

  /** Writes rows and reads them back. */
  private void write(Map<String, byte[]> rows) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
    rows.forEach(
        (key, value) ->
            sent.add(
                producer.send(new ProducerRecord<>(TOPIC.topic(), TOPIC.partition(), key, value))));
    producer.flush();
    long last = -1;
    for (Future<RecordMetadata> one : sent) {
      last = Math.max(last, offset(one));
    }
    readTo(last + 1);
  }

  private static long offset(Future<RecordMetadata> sent) {
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private byte[] value(long number, byte[] secret) {
    return writer.value(schemaId, new SubjectKey(number, ByteBuffer.wrap(secret)));
  }

  private static byte[] newSecret() {
    byte[] secret = new byte[ReferenceCipher.SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  /**
   * An id for the next row of a round trip. Its number is the first place where the row can stand:
   * so it is greater than that of any earlier key of the reference, even of one that is gone
   * without a trace.
   */
  private long newId() {
    return next + asked.size() << Short.SIZE | RANDOM.nextInt(1 << Short.SIZE);
  }

  private void nudgeSoon() {
    nudgeNanos = FIRST_NUDGE_NANOS;
    nudgeAt = System.nanoTime() + nudgeNanos;
  }

  private void nudge() {
    write(Map.of(KeyRow.NUDGE, value(0, new byte[0])));
    nudgeNanos *= 2;
    nudgeAt = nudgeNanos > LAST_NUDGE_NANOS ? 0 : System.nanoTime() + nudgeNanos;
  }

  // ---- wishes

  private final class Making implements Wish {
    private final Collection<String> references;
    private final CompletableFuture<Void> made;

    Making(Collection<String> references, CompletableFuture<Void> made) {
      this.references = references;
      this.made = made;
    }

    @Override
    public void ask(Map<String, byte[]> rows) {
      byte[] secret = new byte[ReferenceCipher.SECRET_BYTES];
      for (String reference : references) {
        byte[] hash = SubjectKeys.hash(salt, reference);
        if (table.copy(hash, secret) == 0 && !asked.containsKey(ByteBuffer.wrap(hash))) {
          KeyRow row = new KeyRow(hash, newId());
          asked.put(ByteBuffer.wrap(hash), row);
          rows.put(row.key(), value(row.id() >>> Short.SIZE, newSecret()));
        }
      }
    }

    @Override
    public boolean isDone() {
      byte[] secret = new byte[ReferenceCipher.SECRET_BYTES];
      boolean all =
          references.stream().allMatch(r -> table.copy(SubjectKeys.hash(salt, r), secret) != 0);
      if (all) {
        made.complete(null);
      }
      return all;
    }

    @Override
    public void fail(RuntimeException e) {
      made.completeExceptionally(e);
    }
  }

  private final class Forgetting implements Wish {
    private final String reference;
    private final CompletableFuture<Forgotten> done;
    private final List<String> gone = new ArrayList<>();

    Forgetting(String reference, CompletableFuture<Forgotten> done) {
      this.reference = reference;
      this.done = done;
    }

    /** All keys that the reference has now: also those that came too late to be used. */
    private List<Long> known() {
      byte[] hash = SubjectKeys.hash(salt, reference);
      List<Long> known = new ArrayList<>();
      long first = table.copy(hash, new byte[ReferenceCipher.SECRET_BYTES]);
      if (first != 0) {
        known.add(first);
      }
      late.getOrDefault(ByteBuffer.wrap(hash), List.of())
          .forEach(other -> known.add(other.row().id()));
      return known;
    }

    @Override
    public void ask(Map<String, byte[]> rows) {
      byte[] hash = SubjectKeys.hash(salt, reference);
      for (long id : known()) {
        String row = new KeyRow(hash, id).key();
        rows.put(row, null);
        gone.add(row);
      }
    }

    @Override
    public boolean isDone() {
      if (!known().isEmpty()) {
        return false;
      }
      Forgotten forgotten = new Forgotten(List.copyOf(gone));
      if (forgotten.wasKnown()) {
        LOG.info("A reference was forgotten: the ids of its keys were {}", forgotten.keys());
      }
      done.complete(forgotten);
      return true;
    }

    @Override
    public void fail(RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  // ---- looking for what is gone

  /** Looks again and again, with one client, at the places where rows stood. */
  boolean areGone(Forgotten forgotten, Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    try (Consumer<String, byte[]> looking = newConsumer()) {
      looking.assign(List.of(TOPIC));
      for (String row : forgotten.rows()) {
        long offset = find(looking, row, deadline);
        while (offset >= 0 && stands(looking, offset)) {
          checkTime(deadline);
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (TimeoutException e) {
      return false;
    }
    return true;
  }

  private static void checkTime(long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw new TimeoutException("It was not seen to be gone in time.");
    }
  }

  /**
   * Where a row with a key in it stands; −1 if it is nowhere. It can't stand before the place that
   * its id begins with.
   */
  private static long find(Consumer<String, byte[]> looking, String key, long deadline) {
    long end = looking.endOffsets(List.of(TOPIC), OPENING).get(TOPIC);
    looking.seek(TOPIC, Math.min(KeyRow.of(key).id() >>> Short.SIZE, end));
    while (looking.position(TOPIC, OPENING) < end) {
      for (ConsumerRecord<String, byte[]> record : looking.poll(Duration.ofMillis(200))) {
        if (key.equals(record.key()) && record.value() != null) {
          return record.offset();
        }
      }
      checkTime(deadline);
    }
    return -1;
  }

  /** Whether there is still a record at an offset. */
  private static boolean stands(Consumer<String, byte[]> looking, long offset) {
    looking.seek(TOPIC, offset);
    for (ConsumerRecord<String, byte[]> record : looking.poll(Duration.ofSeconds(2))) {
      return record.offset() == offset;
    }
    return true; // there is always a later record, so Kafka has not answered
  }

  @Override
  public void close() {
    Thread running;
    synchronized (starting) {
      closed = true;
      running = thread;
    }
    Consumer<String, byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    if (running != null) {
      try {
        running.join(CLOSING.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
