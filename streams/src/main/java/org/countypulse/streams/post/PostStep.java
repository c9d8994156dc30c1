package org.countypulse.streams.post;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.PostingSink;
import org.countypulse.domain.posting.SchoolPoster;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.ArrivalReader.Readable;
import org.countypulse.streams.post.ArrivalReader.Reading;
import org.countypulse.streams.post.ArrivalReader.Unreadable;
import org.countypulse.streams.post.Arrivals.Arrival;

/**
 * The first step, wherever it runs: believes or refuses each record, and posts what it changes.
 * Records are held back until somebody wants to commit, taken school by school, and what they post
 * is combined: one batch a county, and the last state of each row. Used by one thread.
 */
public final class PostStep implements AutoCloseable {

  /** More than a broker takes by default; a client that compresses can still send more. */
  private static final int MOST_QUARANTINED_BYTES = 2 << 20;

  private final CountyView view;
  private final EventLog log;
  private final int partitions;
  private final LedgerTopics topics;
  private final Rows rows;
  private final ArrivalReader reader;
  private final StepStore store;
  private final Arrivals arrivals;
  private final PostOutput output;
  private final Held held = new Held();
  private final SchoolPoster poster;

  /**
   * @param format how values are read and written
   * @param log where an event's original bytes are read again when it goes into quarantine late
   * @param partitions how many partitions each event topic has
   * @param memory for the schools that are held at hand
   * @param store what the step knows
   * @param arrivals where records wait
   */
  public PostStep(
      CountyView view,
      Counties counties,
      ValueFormat format,
      EventLog log,
      int partitions,
      SharedMemory memory,
      StepStore store,
      Arrivals arrivals,
      PostOutput output) {
    this.view = view;
    this.log = log;
    this.partitions = partitions;
    this.topics = view.topics();
    this.rows = new Rows(format);
    this.reader = new ArrivalReader(view, format, partitions);
    this.store = store;
    this.arrivals = arrivals;
    this.output = output;
    this.poster = new SchoolPoster(view, counties, store, held, memory);
  }

  /** Where records wait; whoever adds some looks whether they have become too many. */
  public Arrivals arrivals() {
    return arrivals;
  }

  /** Posts the records that wait. */
  public void post() {
    arrivals.drain(this::take, () -> store.flushWith(poster::flush));
  }

  /** Posts the records that wait, and gives out all that was held back. A commit must follow. */
  public void emit() {
    post();
    held.emit();
  }

  private void take(Arrival arrival) {
    held.begin(arrival);
    try {
      Reading reading = reader.read(arrival);
      if (reading instanceof Unreadable unreadable) {
        noteSeen(unreadable.type(), arrival);
        poster.refuse(
            unreadable.type(),
            arrival.partition(),
            arrival.offset(),
            unreadable.school(),
            "",
            "",
            unreadable.refusal());
      } else if (reading instanceof Readable readable) {
        if (readable.misplaced() == null) {
          poster.receive(readable.received());
        } else {
          noteSeen(readable.received().event().type(), arrival);
          poster.refuse(readable.received(), readable.misplaced());
        }
      }
    } finally {
      held.end();
    }
  }

  /** Elsewhere than at its key's home another task keeps what is known of that school. */
  private void noteSeen(EventType type, Arrival arrival) {
    byte[] key = arrival.key();
    if (key != null && ArrivalReader.partition(key, partitions) == arrival.partition()) {
      poster.seen(type, new String(key, UTF_8));
    }
  }

  @Override
  public void close() {
    reader.close();
    poster.close();
  }

  /** What is held back between two commits. */
  private final class Held implements PostingSink {

    private final Map<String, PostingBatch> postings = new LinkedHashMap<>();
    private final Map<String, SchoolHistory> lives = new LinkedHashMap<>();
    private final Map<String, SchoolSlot> slots = new LinkedHashMap<>();
    private final Map<String, EventNote> notes = new LinkedHashMap<>();
    private final Map<String, Quarantine> quarantine = new LinkedHashMap<>();
    private Arrival current;
    private long timestamp;

    private record Quarantine(byte[] value, Headers headers) {}

    void begin(Arrival arrival) {
      current = arrival;
      timestamp = Math.max(timestamp, arrival.timestamp());
    }

    void end() {
      current = null;
    }

    @Override
    public void post(String county, LocalDate day, int measure, long amount) {
      postings.computeIfAbsent(county, c -> new PostingBatch()).add(day, measure, amount);
    }

    /** Comes with a flush, and so but once for all of a school's records. */
    @Override
    public void account(SchoolAccount row) {
      String key =
          String.join("/", row.getSchoolId(), row.getEventType(), row.getSource())
              + "/"
              + row.getPartition();
      forward(LedgerRow.ACCOUNTS, key, row);
    }

    @Override
    public void note(String key, EventNote row) {
      notes.put(key, row);
    }

    /** Comes with a flush, and so but once for all of a school's records. */
    @Override
    public void days(SchoolDays row) {
      String key =
          String.join(
              "/",
              row.getSchoolId(),
              row.getMeasure(),
              row.getMonth().toString().substring(0, 7),
              row.getCounty());
      forward(LedgerRow.SCHOOLS, key, row);
    }

    /** Comes with a flush, and so but once for all of a school's records. */
    @Override
    public void digest(SchoolDigest row) {
      forward(LedgerRow.DIGESTS, row.getSchoolId(), row);
    }

    @Override
    public void slot(SchoolSlot row) {
      String key = row.getSchoolId() + "/" + row.getMeasure();
      slots.put(row.getSlot().isEmpty() ? key : key + "/" + row.getSlot(), row);
    }

    @Override
    public void life(String school, SchoolLife life) {
      if (topics.registry()) {
        lives.put(
            school,
            new SchoolHistory(school, life.entries().stream().map(SchoolEntry::toRow).toList()));
      }
    }

    @Override
    public void quarantine(Quarantined record) {
      byte[] value = original(record);
      Headers headers = headers(record);
      if (value.length > MOST_QUARANTINED_BYTES) {
        add(headers, QuarantineHeaders.CUT_FROM_BYTES, Integer.toString(value.length));
        value = Arrays.copyOf(value, MOST_QUARANTINED_BYTES);
      }
      quarantine.put(
          position(record.type(), record.partition(), record.offset()),
          new Quarantine(value, headers));
    }

    private byte[] original(Quarantined record) {
      byte[] value =
          isCurrent(record)
              ? current.value()
              : log.valueAt(record.type().topic(), record.partition(), record.offset());
      return value == null ? new byte[0] : value;
    }

    private boolean isCurrent(Quarantined record) {
      return current != null
          && current.is(record.type().topic(), record.partition(), record.offset());
    }

    private Headers headers(Quarantined record) {
      Headers headers =
          position(
              QuarantineHeaders.QUARANTINED, record.type(), record.partition(), record.offset());
      add(headers, QuarantineHeaders.SCHOOL, record.school());
      add(headers, QuarantineHeaders.EVENT_ID, record.eventId());
      add(headers, QuarantineHeaders.SOURCE, record.source());
      add(headers, QuarantineHeaders.REASON, record.refusal().reason().word());
      add(headers, QuarantineHeaders.FIELD, record.refusal().field());
      add(headers, QuarantineHeaders.DETAIL, record.refusal().detail());
      if (isCurrent(record)) {
        String arrivedAt = Instant.ofEpochMilli(current.timestamp()).toString();
        add(headers, QuarantineHeaders.ARRIVED_AT, arrivedAt);
      }
      return headers;
    }

    @Override
    public void release(EventType type, int partition, long offset) {
      quarantine.put(
          position(type, partition, offset),
          new Quarantine(
              new byte[0], position(QuarantineHeaders.RELEASED, type, partition, offset)));
    }

    private Headers position(String status, EventType type, int partition, long offset) {
      Headers headers = new RecordHeaders();
      add(headers, QuarantineHeaders.STATUS, status);
      add(headers, QuarantineHeaders.VIEW, view.name());
      add(headers, QuarantineHeaders.VERSION, Integer.toString(view.version()));
      add(headers, QuarantineHeaders.EVENT_TYPE, type.name());
      add(headers, QuarantineHeaders.TOPIC, type.topic());
      add(headers, QuarantineHeaders.PARTITION, Integer.toString(partition));
      add(headers, QuarantineHeaders.OFFSET, Long.toString(offset));
      return headers;
    }

    private static void add(Headers headers, String name, String value) {
      headers.add(name, value.getBytes(UTF_8));
    }

    private String position(EventType type, int partition, long offset) {
      return String.join(
          "/",
          view.name(),
          "v" + view.version(),
          type.topic(),
          Integer.toString(partition),
          Long.toString(offset));
    }

    void emit() {
      postings.forEach((county, batch) -> output.postings(county, batch, timestamp));
      lives.forEach((key, row) -> forward(LedgerRow.SCHOOLS, key, row));
      slots.forEach((key, row) -> forward(LedgerRow.SLOTS, key, row));
      notes.forEach((key, row) -> forward(LedgerRow.NOTES, key, row));
      quarantine.forEach(
          (key, record) ->
              output.row(
                  LedgerRow.QUARANTINE,
                  Rows.key(key),
                  record.value(),
                  timestamp,
                  record.headers()));
      postings.clear();
      lives.clear();
      slots.clear();
      notes.clear();
      quarantine.clear();
    }

    private void forward(LedgerRow kind, String key, IndexedRecord row) {
      byte[] value = rows.value(kind.topic(topics), row);
      output.row(kind, Rows.key(key), value, timestamp, new RecordHeaders());
    }
  }
}
