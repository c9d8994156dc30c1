package org.countypulse.domain.posting;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * G gauge day time …        a gauge's values, in order of time
 * K type id id              the second event names the first one in "corrects"
 * P measure month county    how many events on each day of the month
 * R                         registrations that stand
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

  /** A gauge's value at a moment, with what orders it among others of its day. */
  record Reading(LocalDate day, long happenedAt, long recordedAt, UUID id, long value) {}

  void putReading(int gauge, Reading reading) {
    store.put(readingKey(gauge, reading), new Packer().number(reading.value()).done());
  }

  void removeReading(int gauge, Reading reading) {
    store.put(readingKey(gauge, reading), null);
  }

  private byte[] readingKey(int gauge, Reading reading) {
    return gaugeKey(gauge, reading.day())
        .sortedLong(reading.happenedAt())
        .sortedLong(reading.recordedAt())
        .uuid(reading.id())
        .done();
  }

  private Packer gaugeKey(int gauge, LocalDate day) {
    return key('G').single(gauge).sortedInt((int) day.toEpochDay());
  }

  /** The value that is the last one up to and including a day; null if there is none. */
  Long lastValue(int gauge, LocalDate upTo) {
    Map.Entry<byte[], byte[]> last =
        store.last(key('G').single(gauge).done(), gaugeKey(gauge, upTo.plusDays(1)).done());
    return last == null ? null : new Unpacker(last.getValue()).number();
  }

  /** The first day after a day that has a value; null if there is none. */
  LocalDate nextDay(int gauge, LocalDate after) {
    Map.Entry<byte[], byte[]> next =
        store.first(
            gaugeKey(gauge, after.plusDays(1)).done(), after(key('G').single(gauge).done()));
    return next == null
        ? null
        : LocalDate.ofEpochDay(new Unpacker(next.getKey(), prefix.length + 3).sortedInt());
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
