package org.countypulse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.testing.CollectingSink;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.SchemaRegistry;

/** The last row of each key of a version's ledger topics, as a reader has them. */
final class WrittenRows {

  private final CountyView version;
  private final SchemaRegistry registry;
  private final Map<String, Map<String, byte[]>> topics = new HashMap<>();

  WrittenRows(CountyView version, SchemaRegistry registry) {
    this.version = version;
    this.registry = registry;
  }

  void take(String topic, byte[] key, byte[] value) {
    topics.computeIfAbsent(topic, t -> new HashMap<>()).put(new String(key, UTF_8), value);
  }

  /** What they say. */
  Ledger ledger() {
    return collected().ledger();
  }

  /** The digest, by the schools' own; when all is drained it is that of the cells. */
  LedgerDigest digestOfSchools() {
    return collected().digestOfSchools();
  }

  private CollectingSink collected() {
    CollectingSink sink = new CollectingSink(version);
    LedgerTopics names = version.topics();
    List<String> measures = version.posted().stream().map(m -> m.name()).toList();
    for (LedgerCell row : this.<LedgerCell>rows(names.cells(), LedgerCell.getClassSchema())) {
      sink.post(row.getCounty(), row.getDay(), measures.indexOf(row.getMeasure()), row.getAmount());
    }
    if (names.registry()) {
      this.<SchoolHistory>rows(names.schools(), SchoolHistory.getClassSchema())
          .forEach(row -> sink.life(row.getSchoolId(), life(row)));
    } else {
      this.<SchoolDays>rows(names.schools(), SchoolDays.getClassSchema()).forEach(sink::days);
    }
    this.<SchoolSlot>rows(names.slots(), SchoolSlot.getClassSchema()).forEach(sink::slot);
    this.<SchoolAccount>rows(names.accounts(), SchoolAccount.getClassSchema())
        .forEach(sink::account);
    RecordDecoder<EventNote> note = new RecordDecoder<>(registry, EventNote.getClassSchema());
    topics
        .getOrDefault(names.notes(), Map.of())
        .forEach((key, value) -> sink.note(key, note.decode(value)));
    this.<SchoolDigest>rows(names.digests(), SchoolDigest.getClassSchema()).forEach(sink::digest);
    return sink;
  }

  private static SchoolLife life(SchoolHistory row) {
    return new SchoolLife(row.getEntries().stream().map(SchoolEntry::of).toList());
  }

  private <T extends IndexedRecord> List<T> rows(String topic, Schema schema) {
    RecordDecoder<T> decoder = new RecordDecoder<>(registry, schema);
    return topics.getOrDefault(topic, Map.of()).values().stream().map(decoder::decode).toList();
  }

  /** The part of a batch computation that a view writes: lives are the registry's own. */
  static Ledger expected(CountyView view, Ledger computed) {
    return view.topics().registry()
        ? computed
        : new Ledger(
            computed.cells(),
            computed.days(),
            computed.slots(),
            new java.util.TreeMap<>(),
            computed.accounts(),
            computed.fates());
  }
}
