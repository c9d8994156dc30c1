package org.countypulse.domain.testing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Rules;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Cell;
import org.countypulse.domain.testing.Ledger.Days;
import org.countypulse.domain.testing.Ledger.Fate;
import org.countypulse.domain.testing.Ledger.Source;
import org.countypulse.domain.testing.WhoStands.Verdict;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SchoolRegisteredData;

/**
 * A second, naive computation of a ledger: it has all records at hand, in no order, and works out
 * everything from the beginning, the way the design's text says it. It knows nothing of the engine;
 * where the two differ, one of them is wrong.
 */
public final class BatchLedger {

  private final CountyView view;
  private final Counties counties;
  private final TreeMap<Cell, Long> cells = new TreeMap<>();
  private final TreeMap<Days, Integer> days = new TreeMap<>();
  private final TreeMap<Ledger.Slot, String> slots = new TreeMap<>();
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
    return new Ledger(
        batch.cells, batch.days, batch.slots, batch.lives, batch.accounts, batch.fates);
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
  private Collection<Told> told(List<Received> records) {
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

  /**
   * A record without a proper id, school (or known place) or source is nobody's copy; it is
   * quarantined alone.
   */
  private boolean isRefusedAlone(Event event) {
    boolean nowhere =
        event.type().about() == EventType.Subject.PLACE
            && !event.schoolId().equals(EventType.ALL_PLACES)
            && Arrays.stream(Level.values())
                .allMatch(level -> counties.at(level, event.schoolId()).isEmpty());
    return nowhere
        || Rules.uuid(event.eventId()) == null
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
    if (!told.voided() && countyOf(told.event(), life, told.content().day()) == null) {
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
    Map<SlotOf, List<Setter>> slots = new LinkedHashMap<>();
    Map<Said.Thing, TreeSet<LocalDate>> things = new LinkedHashMap<>();
    for (Told told : standing) {
      LocalDate day = told.content().day();
      String own = countyOf(told.event(), life, day);
      if (!view.sources().contains(told.event().type()) || own == null) {
        continue;
      }
      Said said = Said.of(view, told.event(), own);
      sums(told, own, said)
          .forEach(
              (place, amount) -> {
                add(place.county(), day, place.measure(), amount);
                if (amount != 0 && tracksDays(place.measure())) {
                  mark(school, place, day);
                }
              });
      for (Said.Value value : values(told, said)) {
        slots
            .computeIfAbsent(new SlotOf(value.measure(), value.slot()), s -> new ArrayList<>())
            .add(new Setter(told, value));
      }
      said.things.forEach(thing -> things.computeIfAbsent(thing, t -> new TreeSet<>()).add(day));
    }
    slots.forEach((slot, setters) -> slot(school, slot, setters, life));
    things.forEach((thing, days) -> thing(thing, days, school, life));
  }

  private record SlotOf(Gauge measure, String name) {}

  private record Setter(Told told, Said.Value value) {
    LocalDate day() {
      return told.content().day();
    }

    int rank() {
      return EventTypes.ALL.indexOf(told.event().type());
    }
  }

  /** What is about a place counts there; what is about a school where the school is. */
  private static String countyOf(Event event, SchoolLife life, LocalDate day) {
    return event.type().about() == EventType.Subject.PLACE
        ? event.schoolId()
        : life.at(day).map(SchoolEntry::county).orElse(null);
  }

  /** The core's amounts are worked out a second time; those of other types are what is said. */
  private Map<Counted.Place, Long> sums(Told told, String own, Said said) {
    if (view.eventTypes().contains(told.event().type()) && Counted.knows(told.content().data())) {
      return Counted.sums(told.content().data(), own);
    }
    Map<Counted.Place, Long> sums = new LinkedHashMap<>();
    said.sums.stream()
        .filter(amount -> amount.countyOrNull() != null)
        .forEach(
            amount ->
                sums.merge(
                    new Counted.Place(amount.countyOrNull(), amount.measure().name()),
                    amount.amount(),
                    Long::sum));
    return sums;
  }

  private List<Said.Value> values(Told told, Said said) {
    if (!view.eventTypes().contains(told.event().type()) || !Counted.knows(told.content().data())) {
      return said.values;
    }
    List<Said.Value> values = new ArrayList<>();
    Counted.gauges(told.content().data())
        .forEach(
            (name, value) ->
                values.add(
                    new Said.Value(gaugeNamed(name), "", value, LocalDate.MIN, LocalDate.MAX)));
    return values;
  }

  private Gauge gaugeNamed(String name) {
    return (Gauge)
        view.posted().stream().filter(measure -> measure.name().equals(name)).findFirst().get();
  }

  /** That the days of a sum are kept is the view's own word, not the engine's. */
  private boolean tracksDays(String measure) {
    return view.posted().stream()
        .anyMatch(posted -> posted.name().equals(measure) && view.tracksDays(posted));
  }

  private void mark(String school, Counted.Place place, LocalDate day) {
    days.merge(
        new Days(school, place.measure(), day.withDayOfMonth(1), place.county()),
        1 << (day.getDayOfMonth() - 1),
        (a, b) -> a | b);
  }

  /** A thing counts on each day on which it was not reported before in the same period. */
  private void thing(Said.Thing thing, TreeSet<LocalDate> days, String school, SchoolLife life) {
    for (LocalDate day : days) {
      LocalDate before = days.lower(day);
      Window.Calendar period = thing.measure().period();
      boolean again = before != null && (period == null || !before.isBefore(period.from(day)));
      if (!again) {
        add(life.at(day).get().county(), day, thing.measure().name(), 1);
      }
    }
  }

  /** Looks at each day on which anything may change, and at the day before it. */
  private void slot(String school, SlotOf slot, List<Setter> setters, SchoolLife life) {
    if (slot.measure().summed()) {
      Set<LocalDate> changes = new TreeSet<>();
      for (Setter setter : setters) {
        changes.add(setter.day());
        if (!setter.value().from().equals(LocalDate.MIN)) {
          changes.add(setter.value().from());
        }
        if (!setter.value().to().equals(LocalDate.MAX)) {
          changes.add(setter.value().to().plusDays(1));
        }
      }
      life.entries().forEach(entry -> changes.add(entry.from()));
      for (LocalDate day : changes) {
        add(day, day, slot, setters, life, 1);
        add(day, day.minusDays(1), slot, setters, life, -1);
      }
    }
    if (slot.measure().listed()) {
      String readings = readings(setters, slot.name(), slot.measure().summed());
      if (!readings.isEmpty()) {
        slots.put(new Ledger.Slot(school, slot.measure().name(), slot.name()), readings);
      }
    }
  }

  /**
   * @param summed whether zero says no more than nothing
   */
  private static String readings(List<Setter> setters, String slot, boolean summed) {
    List<String> said = new ArrayList<>();
    String last = summed ? "=0" : "";
    for (LocalDate day : new TreeSet<>(setters.stream().map(Setter::day).toList())) {
      Said.Value value = latest(day, setters, slot).value();
      LocalDate from = value.from().equals(LocalDate.MIN) ? null : value.from();
      LocalDate to = value.to().equals(LocalDate.MAX) ? null : value.to();
      String reading =
          summed && value.value() == 0
              ? Ledger.reading(day, 0, null, null)
              : Ledger.reading(day, value.value(), from, to);
      String what = reading.substring(reading.indexOf('='));
      if (!what.equals(last)) {
        said.add(reading);
      }
      last = what;
    }
    return String.join(" ", said);
  }

  /** Adds, at one day, the slot's value of another; in the county of that other day, if open. */
  private void add(
      LocalDate at,
      LocalDate valueOf,
      SlotOf slot,
      List<Setter> setters,
      SchoolLife life,
      int sign) {
    SchoolEntry entry = life.at(valueOf).orElse(null);
    Setter setter = latest(valueOf, setters, slot.name());
    if (entry != null && !entry.closed() && setter != null) {
      Said.Value value = setter.value();
      boolean holds = !valueOf.isBefore(value.from()) && !valueOf.isAfter(value.to());
      add(entry.county(), at, slot.measure().name(), holds ? sign * value.value() : 0);
    }
  }

  /**
   * Who spoke last, up to a day; of several on one day the greatest (time, recorded, id). In a slot
   * that has a name, the type that the catalogue lists later goes before that.
   */
  private static Setter latest(LocalDate day, List<Setter> setters, String slot) {
    return setters.stream()
        .filter(setter -> !setter.day().isAfter(day))
        .max(
            Comparator.comparing(Setter::day)
                .thenComparing(setter -> slot.isEmpty() ? 0 : setter.rank())
                .thenComparing(
                    (a, b) -> a == b ? 0 : later(a.told(), b.told()) == a.told() ? 1 : -1))
        .orElse(null);
  }

  private void add(String county, LocalDate day, String measure, long amount) {
    cells.merge(new Cell(county, day, measure), amount, Long::sum);
  }
}
