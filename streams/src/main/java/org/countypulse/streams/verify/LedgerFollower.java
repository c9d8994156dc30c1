package org.countypulse.streams.verify;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.Patiently;

/** Reads both versions' committed rows into a comparison, and goes on reading what comes. */
final class LedgerFollower implements AutoCloseable {

  private static final int MOST_RECORDS = 5_000;

  /** The rows of one topic: whose they are, and how they are read. */
  private record Source(Side side, ValueDecoder<IndexedRecord> decoder) {}

  private final Comparison comparison;
  private final Map<String, Source> sources = new HashMap<>();
  private final Map<Side, List<TopicPartition>> partitions = new EnumMap<>(Side.class);
  private final KafkaConsumer<byte[], byte[]> consumer;
  private long rows;

  /**
   * @param existing the partitions of all topics that exist, by topic
   */
  LedgerFollower(
      Map<String, Object> client,
      ValueFormat format,
      Map<Side, VersionLedger> ledgers,
      Map<String, List<TopicPartition>> existing,
      Comparison comparison) {
    this.comparison = comparison;
    Map<String, Object> config = new HashMap<>(client);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    ledgers.forEach(
        (side, ledger) -> {
          List<TopicPartition> mine = new ArrayList<>();
          compared(ledger.topics())
              .forEach(
                  topic -> {
                    sources.put(
                        topic,
                        new Source(
                            side, format.decoder(topic, ledger.topics().schemas().get(topic))));
                    mine.addAll(existing.getOrDefault(topic, List.of()));
                  });
          partitions.put(side, mine);
          all.addAll(mine);
        });
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** The topics of which rows are compared; accounts and notes tell of records, not of figures. */
  static List<String> compared(LedgerTopics topics) {
    List<String> compared =
        new ArrayList<>(List.of(topics.cells(), topics.digests(), topics.schools()));
    if (topics.slotted()) {
      compared.add(topics.slots());
    }
    return compared;
  }

  /** All that it reads. */
  List<TopicPartition> partitions() {
    return partitions.values().stream().flatMap(List::stream).toList();
  }

  long rows() {
    return rows;
  }

  /** Reads on for a moment. */
  void poll(Duration patience) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      rows++;
      if (record.key() != null && record.value() != null) {
        take(record);
      }
    }
  }

  /** How many offsets there are still to read. */
  long left(Map<TopicPartition, Long> ends) {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return left;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Source source = sources.get(record.topic());
    IndexedRecord row = Patiently.ask(() -> source.decoder().decode(record.value()));
    Side side = source.side();
    if (row instanceof LedgerCell cell) {
      comparison.cell(side, cell.getCounty(), cell.getDay(), cell.getMeasure(), cell.getAmount());
    } else if (row instanceof SchoolDigest digest) {
      Map<String, LedgerDigest> posted = new LinkedHashMap<>();
      digest.getCounties().forEach((county, hex) -> posted.put(county, LedgerDigest.parse(hex)));
      comparison.taken(
          side, digest.getSchoolId(), Map.copyOf(digest.getSeen()), Map.copyOf(posted));
    } else if (row instanceof SchoolDays days) {
      comparison.days(
          side,
          days.getSchoolId(),
          new School.Days(days.getMeasure(), days.getMonth(), days.getCounty(), days.getDays()));
    } else {
      other(side, new String(record.key(), StandardCharsets.UTF_8), row);
    }
  }

  private void other(Side side, String key, IndexedRecord row) {
    if (row instanceof SchoolSlot slot) {
      String said = slot.getReadings().isEmpty() ? "" : slot.getReadings().toString();
      comparison.row(
          side,
          slot.getSchoolId(),
          key,
          new School.Row(Difference.Kind.SLOTS, slot.getMeasure(), said));
    } else if (row instanceof SchoolHistory history) {
      String said = history.getEntries().isEmpty() ? "" : history.getEntries().toString();
      comparison.row(
          side, history.getSchoolId(), key, new School.Row(Difference.Kind.REGISTRY, "", said));
    }
  }

  @Override
  public void close() {
    consumer.close();
    sources.values().forEach(source -> source.decoder().close());
  }
}
