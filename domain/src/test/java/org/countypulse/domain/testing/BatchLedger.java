package org.countypulse.domain.testing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Rules;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Cell;
import org.countypulse.domain.testing.Ledger.Days;
import org.countypulse.domain.testing.Ledger.Fate;
import org.countypulse.domain.testing.Ledger.Source;
import org.countypulse.domain.testing.WhoStands.Verdict;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.SchoolRegisteredData;

/**
 * A second, naive computation of a ledger: it has all records at hand, in no order, and works out
 * everything from the beginning, the way the design's text says it. It knows nothing of the engine;
 * where the two differ, one of them is wrong.
 */
public final class BatchLedger {

  /** Of which sums the days are kept: schools are counted by them, or owe them. */
  private static final Set<String> MEASURES_WITH_DAYS =
      Set.of("drills-held", "canteen-inspections");

  private final CountyView view;
  private final Counties counties;
  private final TreeMap<Cell, Long> cells = new TreeMap<>();
  private final TreeMap<Days, Integer> days = new TreeMap<>();
  private final TreeMap<String, SchoolLife> lives = new TreeMap<>();
  private final TreeMap<Source, Account> accounts = new TreeMap<>();
  private final TreeSet<Fate> fates = new TreeSet<>();
  private final TreeMap<String, String> quarantine = new TreeMap<>();

  private BatchLedger(CountyView view, Counties counties) {
    this.view = view;
    this.counties = counties;
  }

  /**
   * The ledger of a set of records. Those of types that the view doesn't read are ignored.
   *
   * @throws IllegalArgumentException if two contents under one id have the same recorded-at: which
   *     of them stands is the engine's own, arbitrary choice
   */
  public static Ledger of(CountyView view, Counties counties, Collection<Received> records) {
    BatchLedger batch = worked(view, counties, records);
    return new Ledger(batch.cells, batch.days, batch.lives, batch.accounts, batch.fates);
  }

  /**
   * The records in quarantine: topic, partition and offset, joined by slashes, and the reason. Of
   * several copies of a content it is the first in the log.
   */
  public static SortedMap<String, String> quarantine(
      CountyView view, Counties counties, Collection<Received> records) {
    return worked(view, counties, records).quarantine;
  }

  private static BatchLedger worked(
      CountyView view, Counties counties, Collection<Received> records) {
    BatchLedger batch = new BatchLedger(view, counties);
    Map<String, List<Received>> schools = new TreeMap<>();
    for (Received received : records) {
      if (view.sources().contains(received.event().type())) {
        schools.computeIfAbsent(received.event().schoolId(), s -> new ArrayList<>()).add(received);
      }
    }
    schools.forEach(batch::school);
    batch.cells.values().removeIf(amount -> amount == 0);
    return batch;
  }

  private void school(String school, List<Received> records) {
    Map<EventType, List<Received>> byType =
        records.stream()
            .collect(
                Collectors.groupingBy(
                    r -> r.event().type(), LinkedHashMap::new, Collectors.toList()));
    List<Told> standing =
        byType.values().stream()
            .flatMap(some -> WhoStands.among(told(some), counties).stream())
            .filter(verdict -> verdict.stands() && !verdict.told().voided())
            .map(Verdict::told)
            .toList();
    List<Told> registrations =
        standing.stream()
            .filter(told -> told.content().data() instanceof SchoolRegisteredData)
            .toList();
    SchoolLife life = life(registrations);
    if (!life.entries().isEmpty()) {
      lives.put(school, life);
    }
    byType.forEach((type, some) -> account(school, type, some, life));
    count(school, standing, life);
  }

  /** The records that can be told apart by an id, put together by id and content. */
  private static Collection<Told> told(List<Received> records) {
    Map<List<Object>, Told> told = new LinkedHashMap<>();
    for (Received received : records) {
      if (!isRefusedAlone(received.event())) {
        String id = Told.idOrNull(received.event().eventId());
        Told.Content content = Told.Content.of(received.event());
        told.computeIfAbsent(List.of(id, content), k -> new Told(id, content, new ArrayList<>()))
            .copies()
            .add(received);
      }
    }
    return told.values();
  }

  /** A record without a proper id, school or source is nobody's copy; it is quarantined alone. */
  private static boolean isRefusedAlone(Event event) {
    return Rules.uuid(event.eventId()) == null
        || !Rules.SCHOOL_ID.matcher(event.schoolId()).matches()
        || event.source().isBlank()
        || event.source().length() > 200;
  }

  /** Of two registrations on one day, the greater (time, recorded at, id) is the entry. */
  private static SchoolLife life(List<Told> registrations) {
    TreeMap<LocalDate, Told> byDay = new TreeMap<>();
    for (Told told : registrations) {
      byDay.merge(told.content().day(), told, BatchLedger::later);
    }
    return new SchoolLife(
        byDay.values().stream()
            .map(t -> SchoolEntry.of(t.content().day(), (SchoolRegisteredData) t.content().data()))
            .toList());
  }

  private static Told later(Told a, Told b) {
    Comparator<Told> order =
        Comparator.comparing((Told t) -> t.content().happenedAt())
            .thenComparing(Told::recordedAt)
            .thenComparing(Told::id);
    return order.compare(a, b) > 0 ? a : b;
  }

  private void account(String school, EventType type, List<Received> records, SchoolLife life) {
    if (!view.eventTypes().contains(type)) {
      return; // the registry, which another view accounts for
    }
    records.stream().filter(received -> isRefusedAlone(received.event())).forEach(this::refuse);
    Collection<Told> told = told(records);
    for (Verdict verdict : WhoStands.among(told, counties)) {
      Received first = verdict.told().first();
      Verdict last = verdict.stands() ? posted(verdict.told(), told, life) : verdict;
      book(first, last.status());
      if (last.status().equals("QUARANTINED")) {
        quarantine.put(place(verdict.told().firstInTheLog()), last.reason());
      }
      verdict.told().copies().stream()
          .filter(copy -> copy != first)
          .forEach(copy -> book(copy, "DUPLICATE"));
      if (!last.status().equals("POSTED") || verdict.told().copies().size() > 1) {
        fates.add(fate(school, type, last));
      }
    }
  }

  private void refuse(Received received) {
    book(received, "QUARANTINED");
    quarantine.put(place(received), "rule-broken");
  }

  private static String place(Received received) {
    return received.event().type().topic() + "/" + received.partition() + "/" + received.offset();
  }

  /** A standing event is posted, unless something that it needs is still missing. */
  private static Verdict posted(Told told, Collection<Told> all, SchoolLife life) {
    if (told.voided() && !WhoStands.knowsOriginal(told, all)) {
      return new Verdict(told, "WAITING", "original-missing", "");
    }
    if (!told.voided() && life.at(told.content().day()).isEmpty()) {
      return new Verdict(told, "WAITING", "school-not-registered", "");
    }
    return new Verdict(told, "POSTED", "", "");
  }

  private static Fate fate(String school, EventType type, Verdict verdict) {
    Told told = verdict.told();
    return new Fate(
        school,
        type.name(),
        told.id(),
        verdict.status(),
        verdict.reason(),
        verdict.by(),
        told.copies().size(),
        told.content().day(),
        told.event().source());
  }

  private void book(Received received, String bucket) {
    Event event = received.event();
    Account one =
        switch (bucket) {
          case "POSTED" -> new Account(1, 1, 0, 0, 0, 0);
          case "DUPLICATE" -> new Account(1, 0, 1, 0, 0, 0);
          case "SUPERSEDED" -> new Account(1, 0, 0, 1, 0, 0);
          case "WAITING" -> new Account(1, 0, 0, 0, 1, 0);
          case "QUARANTINED" -> new Account(1, 0, 0, 0, 0, 1);
          default -> throw new IllegalArgumentException(bucket);
        };
    accounts.merge(
        new Source(event.schoolId(), event.type().name(), event.source()), one, Account::plus);
  }

  private void count(String school, List<Told> standing, SchoolLife life) {
    Map<String, List<Told>> gauges = new TreeMap<>();
    for (Told told : standing) {
      LocalDate day = told.content().day();
      if (!view.eventTypes().contains(told.event().type()) || life.at(day).isEmpty()) {
        continue;
      }
      String own = life.at(day).get().county();
      Counted.sums(told.content().data(), own)
          .forEach((place, amount) -> add(place.county(), day, place.measure(), amount));
      Counted.sums(told.content().data(), own).keySet().stream()
          .filter(place -> MEASURES_WITH_DAYS.contains(place.measure()))
          .forEach(
              place ->
                  days.merge(
                      new Days(school, place.measure(), day.withDayOfMonth(1), place.county()),
                      1 << (day.getDayOfMonth() - 1),
                      (a, b) -> a | b));
      Counted.gauges(told.content().data())
          .keySet()
          .forEach(measure -> gauges.computeIfAbsent(measure, m -> new ArrayList<>()).add(told));
    }
    gauges.forEach((measure, setters) -> gauge(measure, setters, life));
  }

  /** Looks at each day on which anything may change, and at the day before it. */
  private void gauge(String measure, List<Told> setters, SchoolLife life) {
    Set<LocalDate> changes = new TreeSet<>();
    setters.forEach(told -> changes.add(told.content().day()));
    life.entries().forEach(entry -> changes.add(entry.from()));
    for (LocalDate day : changes) {
      add(day, day, measure, setters, life, 1);
      add(day, day.minusDays(1), measure, setters, life, -1);
    }
  }

  /** Adds, at one day, the gauge's value of another; in the county of that other day, if open. */
  private void add(
      LocalDate at,
      LocalDate valueOf,
      String measure,
      List<Told> setters,
      SchoolLife life,
      int sign) {
    SchoolEntry entry = life.at(valueOf).orElse(null);
    if (entry != null && !entry.closed()) {
      add(entry.county(), at, measure, sign * value(measure, valueOf, setters));
    }
  }

  /** The value said last, up to a day; of several on one day the greatest (time, recorded, id). */
  private static long value(String measure, LocalDate day, List<Told> setters) {
    return setters.stream()
        .filter(told -> !told.content().day().isAfter(day))
        .max(
            Comparator.comparing((Told t) -> t.content().day())
                .thenComparing((a, b) -> a == b ? 0 : later(a, b) == a ? 1 : -1))
        .map(told -> Counted.gauges(told.content().data()).get(measure))
        .orElse(0L);
  }

  private void add(String county, LocalDate day, String measure, long amount) {
    cells.merge(new Cell(county, day, measure), amount, Long::sum);
  }
}
