package org.countypulse.streams.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.Decision;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.VersionTable;
import org.countypulse.streams.post.EventLog;
import org.countypulse.streams.redrive.TopicScan.Stretch;

/**
 * What stands in quarantine now, of the versions that readers use, and is selected and open.
 *
 * @param records the selected ones in the order of their positions, at most as many as asked for
 * @param left how many more there are
 * @param positions of everything in quarantine, selected or not
 */
record OpenQuarantine(List<QuarantinedRecord> records, int left, Set<Position> positions) {

  /** Reads it. */
  static OpenQuarantine read(
      TopicScan scan, ValueFormat format, VersionTable versions, Selection selection, int most) {
    Map<Position, Decision> decisions = decisions(scan, format);
    Map<String, QuarantinedRecord> found = new HashMap<>();
    Map<String, Position> everything = new HashMap<>();
    scan.readAll(
        LedgerTopics.QUARANTINE,
        row -> {
          String key = new String(row.key(), UTF_8);
          found.remove(key);
          everything.remove(key);
          Optional<QuarantinedRecord> record =
              QuarantinedRecord.isReleased(row) ? Optional.empty() : QuarantinedRecord.of(row);
          record
              .filter(r -> isPromoted(r, versions))
              .ifPresent(
                  r -> {
                    everything.put(key, r.position());
                    if (selection.wants(r) && selection.isOpen(decisions.get(r.position()))) {
                      found.put(key, r);
                    }
                  });
        });
    List<QuarantinedRecord> records = new ArrayList<>(found.values());
    records.sort(Comparator.comparing(QuarantinedRecord::position));
    int taken = Math.min(most, records.size());
    return new OpenQuarantine(
        List.copyOf(records.subList(0, taken)),
        records.size() - taken,
        new HashSet<>(everything.values()));
  }

  private static boolean isPromoted(QuarantinedRecord record, VersionTable versions) {
    return versions.promoted(record.view()).filter(v -> v.number() == record.version()).isPresent();
  }

  private static Map<Position, Decision> decisions(TopicScan scan, ValueFormat format) {
    Map<Position, Decision> decisions = new HashMap<>();
    try (ValueDecoder<QuarantineDecision> decoder =
        format.decoder(LedgerTopics.QUARANTINE_DECISIONS, QuarantineDecision.getClassSchema())) {
      scan.readAll(
          LedgerTopics.QUARANTINE_DECISIONS,
          record -> {
            QuarantineDecision row = decoder.decode(record.value());
            decisions.put(
                new Position(row.getTopic(), row.getPartition(), row.getOffset()),
                row.getDecision());
          });
    }
    return decisions;
  }

  /**
   * The values of the selected records as they were sent, those of later ones only as far as they
   * fit into the memory allowed.
   *
   * @param log for those of which only the beginning stands in quarantine
   * @return by position; what did not fit, or is not there any more, is missing
   */
  Map<Position, byte[]> originals(TopicScan scan, EventLog log, long mostBytes) {
    Map<TopicPartition, Stretch> stretches = new HashMap<>();
    Map<TopicPartition, Map<Long, QuarantinedRecord>> wanted = new HashMap<>();
    for (QuarantinedRecord record : records) {
      TopicPartition partition = new TopicPartition(LedgerTopics.QUARANTINE, record.partition());
      wanted.computeIfAbsent(partition, p -> new HashMap<>()).put(record.offset(), record);
      stretches.merge(
          partition,
          new Stretch(record.offset(), record.offset() + 1),
          (one, other) ->
              new Stretch(Math.min(one.from(), other.from()), Math.max(one.to(), other.to())));
    }
    Map<Position, byte[]> originals = new HashMap<>();
    long[] bytes = {0};
    scan.read(
        stretches,
        row -> {
          TopicPartition partition = new TopicPartition(row.topic(), row.partition());
          QuarantinedRecord record = wanted.get(partition).get(row.offset());
          if (record == null || bytes[0] > mostBytes) {
            return;
          }
          Position at = record.position();
          byte[] value =
              record.cut() ? log.valueAt(at.topic(), at.partition(), at.offset()) : row.value();
          if (value != null) {
            bytes[0] += value.length;
            originals.put(at, value);
          }
        });
    return originals;
  }
}
