package org.countypulse.streams.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.Committed;

/**
 * Writes copies and decisions, in transactions under one id: a copy without its decision, or the
 * other way round, can't be, and who opens another writer ends this one. So whatever was read after
 * opening still holds when it is written.
 */
final class DecisionWriter implements AutoCloseable {

  /** The header of a copy: where its original stands. */
  static final String REDRIVEN_FROM = "countypulse-redriven-from";

  private static final int MOST_BYTES_OF_A_RECORD = 16 << 20;
  private static final int MOST_COPIES_OF_A_TRANSACTION = 500;
  private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

  private static final TopicPartition DECISIONS =
      new TopicPartition(LedgerTopics.QUARANTINE_DECISIONS, 0);

  private final Map<String, Object> client;
  private final ValueFormat format;
  private final KafkaProducer<byte[], byte[]> producer;

  /** The decision that was sent last, null at the beginning. */
  private Future<RecordMetadata> last;

  /**
   * A decision, and the copy that it speaks of.
   *
   * @param decision still without the copy's position
   * @param partition to which the copy goes
   * @param value null if there is no copy
   */
  record Copy(QuarantineDecision decision, int partition, byte[] key, byte[] value) {

    static Copy none(QuarantineDecision decision) {
      return new Copy(decision, 0, null, null);
    }

    int bytes() {
      return value == null ? 0 : value.length;
    }

    Position original() {
      return new Position(decision.getTopic(), decision.getPartition(), decision.getOffset());
    }
  }

  private DecisionWriter(
      Map<String, Object> client, ValueFormat format, KafkaProducer<byte[], byte[]> producer) {
    this.client = client;
    this.format = format;
    this.producer = producer;
  }

  /** Ends every other writer; what it has not committed never was. */
  static DecisionWriter open(Map<String, Object> client, ValueFormat format) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, Redrive.TRANSACTIONAL_ID);
    // One that is left open holds up everybody who reads the event topics.
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "countypulse-redrive");
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES_OF_A_RECORD);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
    return new DecisionWriter(client, format, producer);
  }

  /** Whether another writer has been opened meanwhile. */
  static boolean isFenced(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ProducerFencedException
          || e instanceof InvalidProducerEpochException
          || e instanceof UnknownProducerIdException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes them, some hundreds in a transaction. Whoever looks afterwards finds the decisions.
   *
   * @param committed is told after each transaction how many there were
   * @return the originals that are larger than the broker takes, each with what it says about it
   * @throws KafkaException also if another writer has been opened, see {@link #isFenced}
   */
  Map<Position, String> write(List<Copy> copies, LongConsumer committed) {
    Map<Position, String> tooLarge = new HashMap<>();
    for (int from = 0; from < copies.size(); from += MOST_COPIES_OF_A_TRANSACTION) {
      List<Copy> some =
          copies.subList(from, Math.min(from + MOST_COPIES_OF_A_TRANSACTION, copies.size()));
      writeAtOnce(new ArrayList<>(some), tooLarge, committed);
    }
    if (last != null) {
      Committed.awaitReadable(client, DECISIONS, Committed.offset(last));
    }
    return tooLarge;
  }

  private void writeAtOnce(
      List<Copy> copies, Map<Position, String> tooLarge, LongConsumer committed) {
    while (!copies.isEmpty()) {
      producer.beginTransaction();
      try {
        List<Long> offsets = sendCopies(copies);
        Future<RecordMetadata> sent = null;
        for (int i = 0; i < copies.size(); i++) {
          sent = sendDecision(copies.get(i), offsets.get(i));
        }
        producer.commitTransaction();
        last = sent;
        committed.accept(copies.size());
        return;
      } catch (KafkaException e) {
        String refusal = sizeRefused(e);
        if (refusal == null) {
          throw e;
        }
        producer.abortTransaction();
        // The client blames all of the transaction's records for the one.
        Copy largest = Collections.max(copies, Comparator.comparingInt(Copy::bytes));
        tooLarge.put(largest.original(), refusal);
        copies.remove(largest);
      }
    }
  }

  private static String sizeRefused(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof RecordTooLargeException) {
        return e.getMessage();
      }
    }
    return null;
  }

  /** Their offsets are known before the transaction ends. */
  private List<Long> sendCopies(List<Copy> copies) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Copy copy : copies) {
      sent.add(copy.value() == null ? null : sendCopy(copy));
    }
    producer.flush();
    return sent.stream().map(record -> record == null ? null : Committed.offset(record)).toList();
  }

  private Future<RecordMetadata> sendCopy(Copy copy) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            copy.decision().getTopic(), copy.partition(), copy.key(), copy.value());
    record.headers().add(REDRIVEN_FROM, copy.original().toString().getBytes(UTF_8));
    return producer.send(record);
  }

  private Future<RecordMetadata> sendDecision(Copy copy, Long offset) {
    QuarantineDecision row = copy.decision();
    if (offset != null) {
      row =
          QuarantineDecision.newBuilder(row)
              .setToPartition(copy.partition())
              .setToOffset(offset)
              .build();
    }
    return producer.send(
        new ProducerRecord<>(
            LedgerTopics.QUARANTINE_DECISIONS,
            copy.original().toString().getBytes(UTF_8),
            format.encode(LedgerTopics.QUARANTINE_DECISIONS, row)));
  }

  /** What was not committed is undone. */
  @Override
  public void close() {
    producer.close();
  }
}
