package org.countypulse.domain.posting;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.countypulse.schemas.EventType;

/**
 * What the engine keeps of one school, by name: the {@link SchoolStore} seen through this school's
 * keys.
 *
 * <p>A key is the school's id, a zero byte, a letter that says what it is, and the rest:
 *
 * <pre>
 * A type source partition   how many records stand where
 * E type id                 an event
 * F measure thing day       how many events of that day report the thing
 * G gauge day time …        a gauge's values, in order of time
 * K type id id              the second event names the first one in "corrects"
 * P measure month county    how many events on each day of the month
 * R                         registrations that stand
 * S gauge slot day type …   a slot's values, day by day: by type, then in order of time
 * V type id hash            a rival content under the event's id
 * </pre>
 *
 * <p>The type is its place among the view's sources, which the view's fingerprint fixes.
 */
final class SchoolBook {

  private static final int DAYS_A_MONTH = 31;

  private final SchoolStore store;
  private final List<EventType> types;
  private final byte[] prefix;

  SchoolBook(SchoolStore store, List<EventType> types, String school) {
    this.store = store;
    this.types = types;
    this.prefix = school.getBytes(StandardCharsets.UTF_8);
  }

  private Packer key(char kind) {
    return new Packer().raw(prefix).single(0).single(kind);
  }

  private Packer key(char kind, EventType type) {
    return key(kind).single(types.indexOf(type));
  }

  Entry entry(EventType type, UUID id) {
    byte[] bytes = store.get(key('E', type).uuid(id).done());
    return bytes == null ? null : Entry.unpack(type, id, bytes);
  }

  void put(Entry entry) {
    store.put(key('E', entry.type()).uuid(entry.id()).done(), entry.pack());
  }

  /** Every event of the school, of every type. */
  void entries(Consumer<Entry> visitor) {
    int start = prefix.length + 2;
    scan(
        'E',
        (key, value) -> {
          Unpacker from = new Unpacker(key, start);
          EventType type = types.get(from.single());
          visitor.accept(Entry.unpack(type, from.uuid(), value));
        });
  }

  private void scan(char kind, java.util.function.BiConsumer<byte[], byte[]> visitor) {
    store.scan(key(kind).done(), key((char) (kind + 1)).done(), visitor);
  }

  Content rival(EventType type, UUID id, byte[] hash) {
    byte[] bytes = store.get(key('V', type).uuid(id).raw(hash).done());
    return bytes == null ? null : Content.unpack(new Unpacker(bytes));
  }

  void putRival(EventType type, UUID id, Content content) {
    Packer value = new Packer();
    content.pack(value);
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

  /** How many records stand where, as the engine packed them; null if there is none. */
  byte[] account(EventType type, String source, int partition) {
    return store.get(accountKey(type, source, partition));
  }

  void putAccount(EventType type, String source, int partition, byte[] packed) {
    store.put(accountKey(type, source, partition), packed);
  }

  private byte[] accountKey(EventType type, String source, int partition) {
    return key('A', type).text(source).number(partition).done();
  }

  /** How many events of a measure there are on each day of a month; index 0 is its first day. */
  long[] days(int measure, LocalDate month, String county) {
    long[] counts = new long[DAYS_A_MONTH];
    byte[] bytes = store.get(daysKey(measure, month, county));
    if (bytes != null) {
      Unpacker from = new Unpacker(bytes);
      for (int i = 0; i < DAYS_A_MONTH; i++) {
        counts[i] = from.number();
      }
    }
    return counts;
  }

  void putDays(int measure, LocalDate month, String county, long[] counts) {
    Packer value = new Packer();
    for (long count : counts) {
      value.number(count);
    }
    store.put(daysKey(measure, month, county), value.done());
  }

  private byte[] daysKey(int measure, LocalDate month, String county) {
    return key('P').number(measure).sortedInt((int) month.toEpochDay()).text(county).done();
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
