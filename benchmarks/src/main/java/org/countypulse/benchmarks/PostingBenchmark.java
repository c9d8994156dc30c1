package org.countypulse.benchmarks;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.PostingSink;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SchoolPoster;
import org.countypulse.domain.posting.SchoolStore;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;

/**
 * The posting engine alone, on one thread and on a sorted map in memory: events a second, bytes of
 * state an event, and what an event costs as its school's history grows.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * java -Xmx4g -cp 'benchmarks/target/lib/*:benchmarks/target/classes' org.countypulse.benchmarks.PostingBenchmark
 * </pre>
 */
public final class PostingBenchmark {

  private static final int SCHOOLS = 2_000;
  private static final int EVENTS = 400_000;
  private static final int ROUNDS = 3;
  private static final Instant ARRIVAL = Instant.parse("2020-01-01T00:00:00Z");

  private PostingBenchmark() {}

  public static void main(String[] arguments) {
    for (int round = 1; round <= ROUNDS; round++) {
      MemoryStore store = new MemoryStore();
      SchoolPoster poster =
          new SchoolPoster(
              Views.named("safety-drills").orElseThrow(), Counties.chinese(), store, new Counter());
      List<Received> registrations = registrations();
      List<Received> drills = drills(new Random(round));
      registrations.forEach(poster::receive);
      poster.flush();
      double first = rate(poster, drills.subList(0, EVENTS / 2));
      double second = rate(poster, drills.subList(EVENTS / 2, EVENTS));
      System.out.printf(
          "round %d: %,.0f events/s on half the history, %,.0f on all of it;"
              + " %.0f bytes an event in %,d entries%n",
          round, first, second, (double) store.bytes() / EVENTS, store.entries.size());
    }
  }

  private static double rate(SchoolPoster poster, List<Received> records) {
    long start = System.nanoTime();
    records.forEach(poster::receive);
    poster.flush();
    return records.size() * 1e9 / (System.nanoTime() - start);
  }

  private static String school(int number) {
    return "140902%04d".formatted(number);
  }

  private static List<Received> registrations() {
    List<Received> all = new ArrayList<>();
    for (int i = 0; i < SCHOOLS; i++) {
      SchoolRegisteredData data =
          new SchoolRegisteredData(
              "School " + i,
              "140902",
              Stage.PRIMARY,
              Ownership.PUBLIC,
              Setting.TOWNSHIP,
              false,
              true,
              0,
              30,
              false,
              null);
      Event event =
          event(
              EventTypes.SCHOOL_REGISTERED,
              new UUID(0, i),
              school(i),
              LocalDate.of(2018, 9, 1),
              data);
      all.add(new Received(0, i, ARRIVAL, event));
    }
    return all;
  }

  private static List<Received> drills(Random random) {
    List<Received> all = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      LocalDate day = LocalDate.of(2019, 1, 1).plusDays(random.nextInt(365));
      SafetyDrillData data =
          new SafetyDrillData(DrillKind.FIRE, random.nextInt(900), random.nextInt(300));
      UUID id = new UUID(random.nextLong(), random.nextLong());
      Event event = event(EventTypes.SAFETY_DRILL, id, school(random.nextInt(SCHOOLS)), day, data);
      all.add(new Received(0, i, ARRIVAL, event));
    }
    return all;
  }

  private static Event event(
      EventType type,
      UUID id,
      String school,
      LocalDate day,
      org.apache.avro.specific.SpecificRecord data) {
    Instant at = day.atTime(10, 0).toInstant(ZoneOffset.ofHours(8));
    return new Event(type, id.toString(), school, day, at, at, "sis/xinfu", null, false, data);
  }

  private static final class MemoryStore implements SchoolStore {
    private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    long bytes() {
      return entries.entrySet().stream()
          .mapToLong(entry -> entry.getKey().length + entry.getValue().length)
          .sum();
    }

    @Override
    public byte[] get(byte[] key) {
      return entries.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (value == null) {
        entries.remove(key);
      } else {
        entries.put(key, value);
      }
    }

    @Override
    public Map.Entry<byte[], byte[]> first(byte[] from, byte[] to) {
      return entries.subMap(from, true, to, false).firstEntry();
    }

    @Override
    public Map.Entry<byte[], byte[]> last(byte[] from, byte[] to) {
      return entries.subMap(from, true, to, false).lastEntry();
    }

    @Override
    public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
      entries.subMap(from, to).forEach(visitor);
    }
  }

  /** Takes everything and keeps nothing. */
  private static final class Counter implements PostingSink {
    @Override
    public void digest(SchoolDigest row) {}

    @Override
    public void post(String county, LocalDate day, int measure, long amount) {}

    @Override
    public void account(SchoolAccount row) {}

    @Override
    public void note(String key, EventNote row) {}

    @Override
    public void days(SchoolDays row) {}

    @Override
    public void slot(SchoolSlot row) {}

    @Override
    public void life(String school, SchoolLife life) {}

    @Override
    public void quarantine(Quarantined record) {}

    @Override
    public void release(EventType type, int partition, long offset) {}
  }
}
