package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Problem;
import org.countypulse.domain.Rules;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;

/**
 * A school's statement of account: for each record what became of it, and for each event that
 * counts what it adds to which cell. The amounts of all schools' statements add up to the ledger,
 * cell by cell.
 *
 * <p>Who stands is found out by the same code as in the live view ({@link SchoolPoster}), from all
 * of the school's records in any order. The events that stand are then posted one by one into an
 * empty book, in the order of their days, with the school where it was according to all of them;
 * what such a step emits is the event's. What is posted does not depend on the order, so the
 * amounts add up to what the live view has posted; the order only decides whose change it is when a
 * gauge or a first report changes.
 */
public final class SchoolStatement {

  /** What became of a record. */
  public enum Fate {
    /** It stands; a void does, too, and counts nothing. */
    COUNTED,
    /** Another record says the same under the same id. */
    DUPLICATE,
    /** Another event corrects or withdraws it. */
    SUPERSEDED,
    WAITING,
    QUARANTINED
  }

  /**
   * An amount in a cell.
   *
   * @param day the cell's day
   */
  public record Amount(String county, LocalDate day, Posted measure, long amount) {}

  /**
   * A record.
   *
   * @param school the school that it is about, as far as one can tell
   * @param eventId its id, as far as one can tell
   * @param day the event's own day; null if the record could not be read
   * @param corrects the event that it names, or null
   * @param reason why it doesn't count, in a word; empty if it does
   * @param detail why it doesn't count, in a sentence; empty if it does
   * @param by the event that stands in its place, or null
   * @param amounts what it adds; of one that doesn't count what it would add by itself
   * @param unclear whether one can't tell what it would add
   */
  public record Line(
      EventType type,
      String school,
      String eventId,
      LocalDate day,
      String source,
      String corrects,
      int partition,
      long offset,
      Fate fate,
      String reason,
      String detail,
      String by,
      List<Amount> amounts,
      boolean unclear) {

    public boolean counts() {
      return fate == Fate.COUNTED;
    }
  }

  private static final String DUPLICATE = "duplicate";

  /** By the day that it counts for; a slot orders the events of a day by type first, too. */
  private final Comparator<Entry> order;

  private final CountyView view;
  private final Counties counties;
  private final String school;
  private final List<EventType> types;
  private final MemoryStore store = new MemoryStore();
  private final Collector collector = new Collector();
  private final SchoolPoster poster;
  private final AmountPoster amounts;
  private final Map<Posted, Integer> numbers = new HashMap<>();
  private final Map<Identity, List<Copy>> copies = new LinkedHashMap<>();
  private final List<Refused> refused = new ArrayList<>();
  private final List<Line> unread = new ArrayList<>();
  private SchoolLife life = SchoolLife.UNREGISTERED;

  private record Identity(EventType type, UUID id) {}

  /**
   * @param content null if it is nobody's copy
   * @param would what it would count; null if one can't tell
   */
  private record Copy(Received received, Content content, Amounts would) {
    Event event() {
      return received.event();
    }
  }

  private record Refused(Copy copy, Refusal refusal) {}

  /**
   * @param school the key of the records
   */
  public SchoolStatement(CountyView view, Counties counties, String school) {
    this.view = view;
    this.counties = counties;
    this.school = school;
    this.types = List.copyOf(view.sources());
    this.poster = new SchoolPoster(view, counties, store, collector);
    this.amounts = new AmountPoster(view, collector);
    this.order =
        Comparator.comparing((Entry entry) -> entry.content().day())
            .thenComparing(entry -> types.indexOf(entry.type()))
            .thenComparing(entry -> entry.content().happenedAt())
            .thenComparing(entry -> entry.content().recordedAt())
            .thenComparing(Entry::id, Standings.BY_ID);
    view.posted().forEach(measure -> numbers.put(measure, numbers.size()));
  }

  /** Takes a record that could be read as an event. */
  public void receive(Received received) {
    List<Problem> problems = Rules.check(received.event(), counties);
    if (SchoolPoster.standsAlone(problems)) {
      refuse(received, Refusal.of(problems));
      return;
    }
    poster.receive(received);
    Event event = received.event();
    copies
        .computeIfAbsent(
            new Identity(event.type(), Rules.uuid(event.eventId())), id -> new ArrayList<>())
        .add(new Copy(received, poster.content(received, problems), said(event)));
  }

  /** Takes a record that is an event, but not one that belongs where it stands in the log. */
  public void refuse(Received received, Refusal refusal) {
    refused.add(new Refused(new Copy(received, null, said(received.event())), refusal));
  }

  /** Takes a record that can't be read. */
  public void refuse(EventType type, int partition, long offset, Refusal refusal) {
    Standing standing = Standing.quarantined(refusal);
    unread.add(
        new Line(
            type,
            school,
            "",
            null,
            "",
            null,
            partition,
            offset,
            Fate.QUARANTINED,
            standing.why(),
            standing.detail(),
            null,
            List.of(),
            true));
  }

  /** What an event says that it counts, also where it is not believed; null if one can't tell. */
  private Amounts said(Event event) {
    Amounts.Recorder recorder = new Amounts.Recorder(numbers);
    try {
      view.post(event, recorder);
    } catch (RuntimeException e) {
      return null; // what breaks a rule may be beyond counting
    }
    return recorder.amounts();
  }

  /** The school's registry history. */
  public SchoolLife life() {
    poster.flush();
    return life;
  }

  /** All records that were taken, each in one line. */
  public List<Line> lines() {
    poster.flush();
    SchoolBook known = new SchoolBook(store, types, school);
    Whereabouts where =
        Whereabouts.of(Registrations.life(Registrations.unpack(known.registrations())));
    Map<Identity, List<Amount>> counted = post(known, where);
    List<Line> lines = new ArrayList<>(unread);
    for (Refused one : refused) {
      Standing standing = Standing.quarantined(one.refusal());
      lines.add(line(one.copy(), Fate.QUARANTINED, standing, would(one.copy(), where)));
    }
    copies.forEach(
        (identity, all) -> {
          Entry entry = known.entry(identity.type(), identity.id());
          List<Amount> adds = counted.getOrDefault(identity, List.of());
          byContent(all).forEach(same -> add(lines, entry, same, adds, where));
        });
    return lines;
  }

  private Map<Identity, List<Amount>> post(SchoolBook known, Whereabouts where) {
    List<Entry> standing = new ArrayList<>();
    known.entries(
        entry -> {
          if (entry.counts()) {
            standing.add(entry);
          }
        });
    standing.sort(order);
    SchoolBook empty = new SchoolBook(new MemoryStore(), types, school);
    Map<Identity, List<Amount>> counted = new HashMap<>();
    for (Entry entry : standing) {
      collector.begin();
      amounts.post(school, empty, entry, at(entry.type(), where), 1);
      counted.put(new Identity(entry.type(), entry.id()), collector.end());
    }
    return counted;
  }

  /** A place has no registration; it is where it is. */
  private Whereabouts at(EventType type, Whereabouts registered) {
    return type.about() == EventType.Subject.PLACE ? Whereabouts.always(school) : registered;
  }

  /** Of each content its copies, the one that counts first. */
  private static List<List<Copy>> byContent(List<Copy> all) {
    List<List<Copy>> contents = new ArrayList<>();
    for (Copy copy : all) {
      contents.stream()
          .filter(same -> same.get(0).content().sameAs(copy.content()))
          .findFirst()
          .orElseGet(
              () -> {
                List<Copy> first = new ArrayList<>();
                contents.add(first);
                return first;
              })
          .add(copy);
    }
    contents.forEach(
        same ->
            same.sort(
                Comparator.comparing((Copy copy) -> copy.content().recordedAt())
                    .thenComparing(copy -> copy.content().source())
                    .thenComparing(copy -> copy.content().partition())
                    .thenComparing(copy -> copy.content().offset())));
    return contents;
  }

  private void add(
      List<Line> lines, Entry entry, List<Copy> same, List<Amount> adds, Whereabouts where) {
    Copy first = same.get(0);
    Standing standing =
        entry.content().sameAs(first.content())
            ? entry.standing()
            : Standing.quarantined(SchoolPoster.conflict(entry.type(), entry.id()));
    boolean counts = standing.posted();
    List<Amount> would = would(first, where);
    lines.add(line(first, fate(standing), standing, counts ? adds : would));
    String detail =
        "The same event stands in partition %d at offset %d."
            .formatted(first.content().partition(), first.content().offset());
    Standing copied = new Standing(EventStatus.SUPERSEDED, DUPLICATE, "", detail, null);
    same.stream().skip(1).forEach(copy -> lines.add(line(copy, Fate.DUPLICATE, copied, would)));
  }

  private static Fate fate(Standing standing) {
    return switch (standing.status()) {
      case POSTED -> Fate.COUNTED;
      case SUPERSEDED -> Fate.SUPERSEDED;
      case WAITING -> Fate.WAITING;
      case QUARANTINED -> Fate.QUARANTINED;
    };
  }

  private Line line(Copy copy, Fate fate, Standing standing, List<Amount> adds) {
    Event event = copy.event();
    return new Line(
        event.type(),
        event.schoolId(),
        copy.content() == null ? event.eventId() : Rules.uuid(event.eventId()).toString(),
        event.day(),
        event.source(),
        event.corrects(),
        copy.received().partition(),
        copy.received().offset(),
        fate,
        standing.why(),
        Notes.detail(standing),
        standing.by() == null ? null : standing.by().toString(),
        adds,
        copy.would() == null);
  }

  /** What a record would add if it counted by itself; before its registration the first county. */
  private List<Amount> would(Copy copy, Whereabouts registered) {
    if (copy.would() == null) {
      return List.of();
    }
    Event event = copy.event();
    String own = county(event, registered);
    List<Amount> would = new ArrayList<>();
    for (Amounts.Amount sum : copy.would().sums()) {
      boolean known = own != null || sum.where() == Amounts.Where.AT;
      add(would, known ? sum.countyFor(own) : null, event.day(), sum.measure(), sum.amount());
    }
    for (Amounts.GaugeValue gauge : copy.would().gauges()) {
      add(would, own, event.day(), gauge.measure(), gauge.value().value());
    }
    for (Amounts.Thing thing : copy.would().things()) {
      thing.measures().forEach(measure -> add(would, own, event.day(), measure, 1));
    }
    return would;
  }

  private String county(Event event, Whereabouts registered) {
    if (event.data() instanceof SchoolRegisteredData data) {
      return data.getCountyCode();
    }
    if (!event.schoolId().equals(school)) {
      return null; // under a wrong key: where that school is, other records say
    }
    Whereabouts where = at(event.type(), registered);
    String county = where.county(event.day());
    return county != null || where.stays().isEmpty() ? county : where.stays().get(0).county();
  }

  private void add(List<Amount> to, String county, LocalDate day, int measure, long amount) {
    if (county != null) {
      to.add(new Amount(county, day, view.posted().get(measure), amount));
    }
  }

  /** Hears the school's life from the poster, and between begin and end what one event posts. */
  private final class Collector implements PostingSink {

    private Map<Amount, Long> cells;

    void begin() {
      cells = new LinkedHashMap<>();
    }

    List<Amount> end() {
      List<Amount> adds = new ArrayList<>();
      cells.forEach(
          (cell, amount) -> {
            if (amount != 0) {
              adds.add(new Amount(cell.county(), cell.day(), cell.measure(), amount));
            }
          });
      cells = null;
      return adds;
    }

    @Override
    public void digest(SchoolDigest row) {
      // It compares versions; here there is but one.
    }

    @Override
    public void post(String county, LocalDate day, int measure, long amount) {
      if (cells != null) {
        cells.merge(new Amount(county, day, view.posted().get(measure), 0), amount, Long::sum);
      }
    }

    @Override
    public void life(String ofSchool, SchoolLife now) {
      life = now;
    }

    @Override
    public void account(SchoolAccount row) {}

    @Override
    public void note(String key, EventNote row) {}

    @Override
    public void days(SchoolDays row) {}

    @Override
    public void slot(SchoolSlot row) {}

    @Override
    public void quarantine(Quarantined record) {}

    @Override
    public void release(EventType type, int partition, long offset) {}
  }
}
