package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.PostingSink;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SchoolPoster;
import org.countypulse.domain.posting.SchoolStore;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;

/** What the platform's own engine makes of a history, read off in the plainest way. */
final class EngineLedger {

  private record Cell(String county, LocalDate day, String measure) {}

  private final Map<Cell, Long> cells = new HashMap<>();
  private final Map<String, SchoolDays> days = new HashMap<>();
  private final Map<String, SchoolAccount> accounts = new HashMap<>();
  private final Map<String, Set<String>> counties = new HashMap<>();

  EngineLedger(List<Event> history, java.time.Instant appendedAt) {
    for (CountyView view : Views.ALL) {
      SchoolPoster poster =
          new SchoolPoster(view, Counties.chinese(), new MapStore(), new Sink(view));
      long offset = 0;
      for (Event event : history) {
        if (view.sources().contains(event.type())) {
          poster.receive(new Received(0, offset, appendedAt, event));
        }
        offset++;
      }
      poster.flush();
    }
  }

  long sum(String county, String measure, LocalDate from, LocalDate to) {
    return cells.entrySet().stream()
        .filter(cell -> cell.getKey().county().equals(county))
        .filter(cell -> cell.getKey().measure().equals(measure))
        .filter(cell -> !cell.getKey().day().isBefore(from) && !cell.getKey().day().isAfter(to))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** All figures that stand in ledgers, by county and measure. */
  Map<String, Map<String, Long>> figures(LocalDate from, LocalDate to) {
    Set<String> gauges = new HashSet<>();
    Views.measures().stream()
        .filter(Measure.Gauge.class::isInstance)
        .forEach(measure -> gauges.add(measure.name()));
    Map<String, Map<String, Long>> figures = new TreeMap<>();
    cells.forEach(
        (cell, amount) -> {
          boolean gauge = gauges.contains(cell.measure());
          if (!cell.day().isAfter(to) && (gauge || !cell.day().isBefore(from))) {
            figures
                .computeIfAbsent(cell.county(), c -> new TreeMap<>())
                .merge(cell.measure(), amount, Long::sum);
          }
        });
    return figures;
  }

  /** Schools with a posting of a sum in a county and a time. */
  long schoolsWith(String sum, String county, LocalDate from, LocalDate to) {
    return counties.getOrDefault(county, Set.of()).stream()
        .map(days::get)
        .filter(row -> row.getMeasure().equals(sum))
        .filter(row -> hasDay(row, from, to))
        .map(SchoolDays::getSchoolId)
        .distinct()
        .count();
  }

  private static boolean hasDay(SchoolDays row, LocalDate from, LocalDate to) {
    for (int day = 0; day < 31; day++) {
      if ((row.getDays() & 1 << day) != 0) {
        LocalDate date = row.getMonth().plusDays(day);
        if (!date.isBefore(from) && !date.isAfter(to)) {
          return true;
        }
      }
    }
    return false;
  }

  record Buckets(long received, long duplicate, long superseded, long waiting, long quarantined) {}

  Buckets buckets() {
    long[] sums = new long[5];
    for (SchoolAccount row : accounts.values()) {
      sums[0] += row.getReceived();
      sums[1] += row.getDuplicate();
      sums[2] += row.getSuperseded();
      sums[3] += row.getWaiting();
      sums[4] += row.getQuarantined();
    }
    return new Buckets(sums[0], sums[1], sums[2], sums[3], sums[4]);
  }

  private final class Sink implements PostingSink {
    private final CountyView view;

    Sink(CountyView view) {
      this.view = view;
    }

    @Override
    public void digest(SchoolDigest row) {}

    @Override
    public void post(String county, LocalDate day, int measure, long amount) {
      cells.merge(new Cell(county, day, view.posted().get(measure).name()), amount, Long::sum);
    }

    @Override
    public void account(SchoolAccount row) {
      accounts.put(row.getSchoolId() + row.getEventType() + row.getSource(), row);
    }

    @Override
    public void note(String key, EventNote row) {}

    @Override
    public void days(SchoolDays row) {
      String key = row.getSchoolId() + row.getMeasure() + row.getMonth() + row.getCounty();
      days.put(key, row);
      counties.computeIfAbsent(row.getCounty(), c -> new HashSet<>()).add(key);
    }

    @Override
    public void slot(SchoolSlot row) {}

    @Override
    public void life(String school, SchoolLife life) {}

    @Override
    public void quarantine(Quarantined record) {}

    @Override
    public void release(EventType type, int partition, long offset) {}
  }

  private static final class MapStore implements SchoolStore {
    private final NavigableMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public byte[] get(byte[] key) {
      return map.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (value == null) {
        map.remove(key);
      } else {
        map.put(key, value);
      }
    }

    @Override
    public Map.Entry<byte[], byte[]> first(byte[] from, byte[] to) {
      return map.subMap(from, true, to, false).firstEntry();
    }

    @Override
    public Map.Entry<byte[], byte[]> last(byte[] from, byte[] to) {
      return map.subMap(from, true, to, false).lastEntry();
    }

    @Override
    public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
      map.subMap(from, true, to, false).forEach(visitor);
    }
  }
}
