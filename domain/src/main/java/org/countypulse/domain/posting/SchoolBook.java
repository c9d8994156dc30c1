package org.countypulse.domain.posting;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.SchoolDays;

/**
 * What the engine keeps of one school. What nearly every event needs is held in memory, and written
 * by {@link #flush}: where records come from, the last events, their days. The rest is the {@link
 * SchoolStore} seen through this school's keys.
 *
 * <p>A key is the school's id, a zero byte, a letter that says what it is, and the rest:
 *
 * <pre>
 * A number                  where records come from, and how many of them stand where; of the first
 *                           few that stands in front
 * D                         in front: what nearly every record changes, to be written at once
 * E number                  a full page of events
 * F measure thing day       how many events of that day report the thing
 * G gauge day time …        a gauge's values, in order of time
 * K type id id              the second event names the first one in "corrects"
 * P measure month county    how many events on each day of the month, if that is not in front
 * R                         registrations that stand
 * S gauge slot day type …   a slot's values, day by day: by type, then in order of time
 * V type id hash            a rival content under the event's id
 * </pre>
 *
 * <p>The type is its place among the view's sources, which the view's fingerprint fixes.
 */
final class SchoolBook {

  private static final int MOST_ORIGINS_IN_FRONT = 8;
  private static final int MOST_MONTHS_IN_FRONT = 12;
  private static final int BYTES_OF_ITS_OWN = 600;
  private static final int BYTES_OF_AN_ORIGIN = 400;
  private static final int BYTES_OF_A_MONTH = 330;

  private final SchoolStore store;
  private final List<EventType> types;
  private final String school;
  private final byte[] prefix;
  private final List<Origin> origins = new ArrayList<>(2);
  private final Map<Origin.Name, Origin> originsByName = new HashMap<>(4);
  private final EventIndex events = new EventIndex(this::page);
  private final Map<DayCounts.Key, DayCounts> days = new HashMap<>(4);
  private final Proof proof;

  /** The one that was last asked for: a record asks for it several times. */
  private Origin lastOrigin;

  private int lastMonthPutAway = Integer.MIN_VALUE;
  private Whereabouts whereabouts;
  private boolean changed;
  private int bytes;

  SchoolBook(SchoolStore store, List<EventType> types, String school) {
    this.store = store;
    this.types = types;
    this.school = school;
    this.prefix = school.getBytes(StandardCharsets.UTF_8);
    this.proof = new Proof(types);
    byte[] front = store.get(key('D').done());
    if (front != null) {
      load(new Unpacker(front));
    }
  }

  private void load(Unpacker front) {
    int allOrigins = (int) front.unsigned();
    for (int i = 0; i < Math.min(allOrigins, MOST_ORIGINS_IN_FRONT); i++) {
      take(Origin.unpack(i, types, front.blob()));
    }
    if (allOrigins > MOST_ORIGINS_IN_FRONT) {
      scan('A', (key, value) -> take(Origin.unpack(origins.size(), types, value)));
    }
    proof.unpack(front);
    lastMonthPutAway = (int) front.number();
    for (long left = front.unsigned(); left > 0; left--) {
      DayCounts.Key month =
          new DayCounts.Key((int) front.unsigned(), (int) front.number(), front.text());
      days.put(month, new DayCounts(front.blob()));
    }
    if (front.unsigned() > 0) {
      scan('E', (key, value) -> events.load(value));
    }
    events.load(front.blob());
  }

  private byte[] front() {
    Packer to = new Packer().unsigned(origins.size());
    for (int i = 0; i < Math.min(origins.size(), MOST_ORIGINS_IN_FRONT); i++) {
      Origin origin = origins.get(i);
      to.blob(origin.pack(types.indexOf(origin.type())));
    }
    proof.pack(to);
    to.number(lastMonthPutAway).unsigned(days.size());
    days.forEach(
        (month, counts) ->
            to.unsigned(month.measure())
                .number(month.month())
                .text(month.county())
                .blob(counts.pack()));
    return to.unsigned(events.fullPages()).blob(events.lastPage()).done();
  }

  String school() {
    return school;
  }

  /** What tells whether another version has made the same of the same records. */
  Proof proof() {
    return proof;
  }

  /** Memory that it took, about, when it was last written. */
  int bytes() {
    return bytes;
  }

  /** Notes that something is to be written; whether this is the first since {@link #flush}. */
  boolean change() {
    boolean first = !changed;
    changed = true;
    return first;
  }

  /**
   * Writes to the store what has changed, and tells readers of rows that are others now.
   *
   * @return how much more memory it takes than when it was last written, about
   */
  int flush(CountyView view, PostingSink sink) {
    events.takeChanged((number, packed) -> store.put(numbered('E', number), packed));
    for (Origin origin : origins) {
      if (origin.takeChanged()) {
        flush(origin, view, sink);
      }
    }
    days.forEach((month, counts) -> tell(month, counts, view, sink));
    putAwayDays();
    if (proof.takeChanged()) {
      sink.digest(proof.row(school));
    }
    store.put(key('D').done(), front());
    changed = false;
    int before = bytes;
    bytes =
        BYTES_OF_ITS_OWN
            + BYTES_OF_AN_ORIGIN * origins.size()
            + BYTES_OF_A_MONTH * days.size()
            + proof.bytes()
            + events.bytes();
    return bytes - before;
  }

  private void flush(Origin origin, CountyView view, PostingSink sink) {
    if (origin.number() >= MOST_ORIGINS_IN_FRONT) {
      byte[] packed = origin.pack(types.indexOf(origin.type()));
      store.put(numbered('A', origin.number()), packed);
    }
    if (view.eventTypes().contains(origin.type())) {
      sink.account(origin.row(school));
    }
  }

  private void tell(DayCounts.Key month, DayCounts counts, CountyView view, PostingSink sink) {
    if (counts.takeNews()) {
      sink.days(
          new SchoolDays(
              school,
              view.posted().get(month.measure()).name(),
              LocalDate.ofEpochDay(month.month()),
              month.county(),
              counts.bits()));
    }
  }

  /** Months that nothing has happened to since the last time don't stay in front. */
  private void putAwayDays() {
    boolean tooMany = days.size() > MOST_MONTHS_IN_FRONT;
    Iterator<Map.Entry<DayCounts.Key, DayCounts>> each = days.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<DayCounts.Key, DayCounts> month = each.next();
      if (!month.getValue().takeChanged() || tooMany) {
        store.put(daysKey(month.getKey()), month.getValue().pack());
        lastMonthPutAway = Math.max(lastMonthPutAway, month.getKey().month());
        each.remove();
      }
    }
  }

  private Packer key(char kind) {
    return new Packer().raw(prefix).single(0).single(kind);
  }

  private Packer key(char kind, EventType type) {
    return key(kind).single(types.indexOf(type));
  }

  private byte[] numbered(char kind, int number) {
    return key(kind).sortedInt(number).done();
  }

  /** Where a school is, if that has been found out; null otherwise. */
  Whereabouts whereabouts() {
    return whereabouts;
  }

  void whereabouts(Whereabouts now) {
    whereabouts = now;
  }

  /** Where records come from; known from now on, if it was not. */
  Origin origin(EventType type, String source, int partition) {
    if (lastOrigin == null || !lastOrigin.is(type, source, partition)) {
      Origin known = originsByName.get(new Origin.Name(type, source, partition));
      lastOrigin =
          known == null ? take(new Origin(origins.size(), type, source, partition)) : known;
    }
    return lastOrigin;
  }

  private Origin take(Origin origin) {
    origins.add(origin);
    originsByName.put(origin.name(), origin);
    return origin;
  }

  /** The origin of that number. */
  Origin origin(int number) {
    return origins.get(number);
  }

  private byte[] page(int number) {
    return store.get(numbered('E', number));
  }

  Entry entry(EventType type, UUID id) {
    int typeNumber = types.indexOf(type);
    int place = events.find(id, typeNumber);
    return place < 0 ? null : Entry.unpack(this, type, id, events.at(place, id, typeNumber));
  }

  /** Takes an event in that is not there yet. */
  void add(Entry entry) {
    events.add(entry.id(), types.indexOf(entry.type()), entry.pack(this));
  }

  void put(Entry entry) {
    int typeNumber = types.indexOf(entry.type());
    int place = events.find(entry.id(), typeNumber);
    if (place < 0) {
      add(entry);
    } else {
      events.replace(place, entry.id(), typeNumber, entry.pack(this));
    }
  }

  /** Every event of the school, of every type. */
  void entries(Consumer<Entry> visitor) {
    events.each((id, type, from) -> visitor.accept(Entry.unpack(this, types.get(type), id, from)));
  }

  private void scan(char kind, java.util.function.BiConsumer<byte[], byte[]> visitor) {
    store.scan(key(kind).done(), key((char) (kind + 1)).done(), visitor);
  }

  Content rival(EventType type, UUID id, byte[] hash) {
    byte[] bytes = store.get(key('V', type).uuid(id).raw(hash).done());
    return bytes == null ? null : Content.unpack(new Unpacker(bytes), this::origin);
  }

  void putRival(EventType type, UUID id, Content content) {
    Packer value = new Packer();
    content.pack(value, origin(type, content.source(), content.partition()));
    store.put(key('V', type).uuid(id).raw(content.hash()).done(), value.done());
  }

  void removeRival(EventType type, UUID id, byte[] hash) {
    store.put(key('V', type).uuid(id).raw(hash).done(), null);
  }

  void link(EventType type, UUID named, UUID by) {
    store.put(key('K', type).uuid(named).uuid(by).done(), new byte[0]);
  }

  void unlink(EventType type, UUID named, UUID by) {
    store.put(key('K', type).uuid(named).uuid(by).done(), null);
  }

  /** The events that name an event. */
  List<UUID> naming(EventType type, UUID named) {
    List<UUID> ids = new ArrayList<>();
    byte[] from = key('K', type).uuid(named).done();
    store.scan(from, after(from), (key, value) -> ids.add(new Unpacker(key, from.length).uuid()));
    return ids;
  }

  /** The registrations that stand, as the engine packed them; null if there is none. */
  byte[] registrations() {
    return store.get(key('R').done());
  }

  void putRegistrations(byte[] packed) {
    store.put(key('R').done(), packed);
  }

  /** How many events of a measure there are on each day of the month of a day. */
  DayCounts days(int measure, LocalDate day, String county) {
    DayCounts.Key month = DayCounts.key(measure, day, county);
    DayCounts counts = days.get(month);
    if (counts == null) {
      // Most events are of a month that has just begun: no need to ask the store.
      boolean isNew = month.month() > lastMonthPutAway;
      counts = new DayCounts(isNew ? null : store.get(daysKey(month)));
      days.put(month, counts);
    }
    return counts;
  }

  private byte[] daysKey(DayCounts.Key month) {
    return key('P').number(month.measure()).sortedInt(month.month()).text(month.county()).done();
  }

  /** Of a gauge, what one of its slots says; a school's only slot is the empty one. */
  record Slot(int gauge, String name) {}

  /**
   * A slot's value at a moment, with what orders it among others of its day. Of several types of
   * one day the one that the catalogue lists later goes last: a hazard that is reported and
   * rectified on one day is rectified, whatever the clocks say.
   */
  record Reading(
      LocalDate day, EventType type, long happenedAt, long recordedAt, UUID id, SlotValue value) {}

  void putReading(Slot slot, Reading reading) {
    store.put(readingKey(slot, reading), reading.value().packed());
  }

  void removeReading(Slot slot, Reading reading) {
    store.put(readingKey(slot, reading), null);
  }

  private byte[] readingKey(Slot slot, Reading reading) {
    Packer key = slotKey(slot, reading.day());
    if (!slot.name().isEmpty()) {
      key.single(types.indexOf(reading.type()));
    }
    return key.sortedLong(reading.happenedAt())
        .sortedLong(reading.recordedAt())
        .uuid(reading.id())
        .done();
  }

  private Packer slotKey(Slot slot) {
    return slot.name().isEmpty()
        ? key('G').single(slot.gauge())
        : key('S').number(slot.gauge()).text(slot.name());
  }

  private Packer slotKey(Slot slot, LocalDate day) {
    return slotKey(slot).sortedInt((int) day.toEpochDay());
  }

  /** The value that is the last one up to and including a day; null if there is none. */
  SlotValue lastValue(Slot slot, LocalDate upTo) {
    Map.Entry<byte[], byte[]> last =
        store.last(slotKey(slot).done(), slotKey(slot, upTo.plusDays(1)).done());
    return last == null ? null : SlotValue.unpacked(last.getValue());
  }

  /** The first day after a day that has a value; null if there is none. */
  LocalDate nextDay(Slot slot, LocalDate after) {
    byte[] whole = slotKey(slot).done();
    return day(store.first(slotKey(slot, after.plusDays(1)).done(), after(whole)), whole.length);
  }

  private static LocalDate day(Map.Entry<byte[], byte[]> entry, int position) {
    return entry == null
        ? null
        : LocalDate.ofEpochDay(new Unpacker(entry.getKey(), position).sortedInt());
  }

  /** What a slot says from which day on: of several values on one day the last one. */
  SortedMap<LocalDate, SlotValue> values(Slot slot) {
    SortedMap<LocalDate, SlotValue> values = new TreeMap<>();
    byte[] whole = slotKey(slot).done();
    store.scan(
        whole,
        after(whole),
        (key, value) ->
            values.put(
                LocalDate.ofEpochDay(new Unpacker(key, whole.length).sortedInt()),
                SlotValue.unpacked(value)));
    return values;
  }

  /** How many events of a day report a thing. */
  long reports(Amounts.Thing thing, LocalDate day) {
    byte[] bytes = store.get(reportKey(thing, day));
    return bytes == null ? 0 : new Unpacker(bytes).number();
  }

  void putReports(Amounts.Thing thing, LocalDate day, long events) {
    store.put(reportKey(thing, day), events == 0 ? null : new Packer().number(events).done());
  }

  /**
   * The first day on which a thing is reported, or null.
   *
   * @param from the first day that is looked at, or null
   * @param before the day before which it must be, or null
   */
  LocalDate nextReport(Amounts.Thing thing, LocalDate from, LocalDate before) {
    byte[] whole = thingKey(thing).done();
    return day(
        store.first(
            from == null ? whole : reportKey(thing, from),
            before == null ? after(whole) : reportKey(thing, before)),
        whole.length);
  }

  private Packer thingKey(Amounts.Thing thing) {
    return key('F').number(thing.measures().get(0)).text(thing.reference());
  }

  private byte[] reportKey(Amounts.Thing thing, LocalDate day) {
    return thingKey(thing).sortedInt((int) day.toEpochDay()).done();
  }

  /** The end of the range of all keys that begin so. */
  private static byte[] after(byte[] prefix) {
    byte[] end = prefix.clone();
    int last = end.length - 1;
    while (end[last] == (byte) 0xFF) {
      last--;
    }
    end[last]++;
    return java.util.Arrays.copyOf(end, last + 1);
  }
}
