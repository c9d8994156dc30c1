package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Fingerprints;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Problem;
import org.countypulse.domain.Rules;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Registrations.Registration;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/**
 * Posts one view's events, school by school. For each record it emits the difference that the
 * record makes to the ledger, whatever came before it and in whatever order.
 *
 * <p>Not safe for use by several threads. What it has taken stands in its store, and all rows are
 * emitted, after {@link #flush}.
 */
public final class SchoolPoster implements AutoCloseable {

  /**
   * What makes a record somebody's copy. Where one of them is broken (the source is not part of the
   * content), the record stands alone: it must not break what better copies say.
   */
  private static final Set<String> IDENTITY = Set.of("id", "subject", "source");

  private final CountyView view;
  private final Counties counties;
  private final PostingSink sink;
  private final List<EventType> types;
  private final Set<EventType> owned;
  private final Desk desk;
  private final Map<Posted, Integer> numbers = new HashMap<>();
  private final AmountPoster amounts;
  private final Map<EventType, StableData> contents = new HashMap<>();

  public SchoolPoster(CountyView view, Counties counties, SchoolStore store, PostingSink sink) {
    this(view, counties, store, sink, new SharedMemory(Long.MAX_VALUE));
  }

  /**
   * @param memory for the schools that it holds at hand
   */
  public SchoolPoster(
      CountyView view,
      Counties counties,
      SchoolStore store,
      PostingSink sink,
      SharedMemory memory) {
    this.view = view;
    this.counties = counties;
    this.sink = sink;
    this.types = List.copyOf(view.sources());
    this.owned = Set.copyOf(view.eventTypes());
    this.desk = new Desk(store, types, memory);
    this.amounts = new AmountPoster(view, sink);
    view.posted().forEach(measure -> numbers.put(measure, numbers.size()));
  }

  /**
   * Writes into the store what is held of schools, and emits the rows of their accounts and days. A
   * commit must not be without.
   */
  public void flush() {
    desk.flush(view, sink);
  }

  /** Gives the memory back. What was not flushed is lost. */
  @Override
  public void close() {
    desk.close();
  }

  /** An event before and after a record came. */
  private record Change(Entry before, Entry after) {

    /** Whether, in one and the same county, there is nothing to take back and nothing to post. */
    boolean countsAsBefore() {
      if (!before.counts() || !after.counts()) {
        return before.counts() == after.counts();
      }
      return before.content().sameAs(after.content())
          && before.content().recordedAt() == after.content().recordedAt();
    }
  }

  /** Takes a record that could be read as an event. */
  public void receive(Received received) {
    Event event = received.event();
    List<Problem> problems = Rules.check(event, counties);
    if (standsAlone(problems)) {
      refuse(received, Refusal.of(problems));
      return;
    }
    new Turn(event.schoolId(), event.type())
        .take(Rules.uuid(event.eventId()), content(received, problems));
  }

  /** Whether a record with these problems is nobody's copy. */
  static boolean standsAlone(List<Problem> problems) {
    return !problems.isEmpty()
        && problems.stream().anyMatch(problem -> IDENTITY.contains(problem.field()));
  }

  /**
   * Counts a record that stands where a school's others do, and is then refused. Versions are
   * compared where they have seen the same records, and what one program can't read another can.
   */
  public void seen(EventType type, String school) {
    desk.open(key(school)).proof().take(type);
  }

  /** Takes a record that is an event, but not one that belongs where it stands in the log. */
  public void refuse(Received received, Refusal refusal) {
    Event event = received.event();
    refuse(
        event.type(),
        received.partition(),
        received.offset(),
        event.schoolId(),
        event.eventId(),
        event.source(),
        refusal);
  }

  /**
   * Takes a record that is in quarantine by itself, whatever other records say.
   *
   * @param school the school that the record is about as far as one can tell, or empty
   * @param eventId the event's id as far as one can tell, or empty
   * @param source the event's source as far as one can tell, or empty
   */
  public void refuse(
      EventType type,
      int partition,
      long offset,
      String school,
      String eventId,
      String source,
      Refusal refusal) {
    if (!owns(type)) {
      return;
    }
    String key = key(school);
    String sender = cut(source, 200);
    Accounts accounts = new Accounts(desk.open(key), type, partition);
    accounts.received(sender);
    accounts.quarantined(sender, 1);
    sink.quarantine(
        new PostingSink.Quarantined(
            type, partition, offset, key, cut(eventId, 200), sender, refusal));
  }

  private static String key(String school) {
    return cut(school.replaceAll("[\\p{Cntrl}/]", "?"), 64);
  }

  /** A text that may stand in keys and headers, whatever a broken record claims. */
  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  /** The view that owns an event type accounts for its records; the others only read them. */
  private boolean owns(EventType type) {
    return owned.contains(type);
  }

  Content content(Received received, List<Problem> problems) {
    Event event = received.event();
    UUID corrects = Rules.uuid(event.corrects());
    boolean registration = event.type().equals(EventTypes.SCHOOL_REGISTERED);
    return new Content(
        hash(event, corrects),
        event.recordedAt().toEpochMilli(),
        event.source(),
        event.day(),
        event.happenedAt().toEpochMilli(),
        corrects,
        event.voided(),
        Rules.arrivalDay(received.appendedAt()),
        received.partition(),
        received.offset(),
        1,
        problems.isEmpty() ? null : Refusal.of(problems),
        problems.isEmpty() ? amounts(event) : Amounts.NONE,
        registration && problems.isEmpty() && event.data() != null
            ? contents(event.type()).bytes(event.data())
            : Content.NO_REGISTRATION);
  }

  private StableData contents(EventType type) {
    return contents.computeIfAbsent(type, of -> new StableData(of.dataSchema()));
  }

  /** The same for all copies of a content, also for those that other schemas wrote. */
  private byte[] hash(Event event, UUID corrects) {
    Packer packer =
        new Packer()
            .number(event.day().toEpochDay())
            .number(event.happenedAt().toEpochMilli())
            .single(event.voided() ? 1 : 0)
            .single(event.corrects() == null ? 0 : 1)
            .text(Objects.toString(corrects, Objects.toString(event.corrects(), "")))
            .single(event.data() == null ? 0 : 1);
    if (event.data() != null) {
      contents(event.type()).write(event.data(), packer);
    }
    return Tokens.behindOlder(event, Fingerprints.of(packer.done()));
  }

  private Amounts amounts(Event event) {
    Amounts.Recorder recorder = new Amounts.Recorder(numbers);
    view.post(event, recorder);
    return recorder.amounts();
  }

  /** Why a content is not believed under whose id another one stands. */
  static Refusal conflict(EventType type, UUID id) {
    return new Refusal(
        QuarantineReason.CONFLICTING,
        "id",
        "Another "
            + type.name()
            + " with the id "
            + id
            + " says something else and was recorded earlier; to change it, send a correction"
            + " under a new id that names it.");
  }

  /** What one record does to its school. */
  private final class Turn {

    private final String school;
    private final EventType type;
    private final SchoolBook book;

    Turn(String school, EventType type) {
      this.school = school;
      this.type = type;
      this.book = desk.open(school);
    }

    void take(UUID id, Content content) {
      book.proof().take(type);
      Accounts accounts = owns(type) ? new Accounts(book, type, content.partition()) : null;
      if (accounts != null) {
        accounts.received(content.source());
      }
      Entry known = book.entry(type, id);
      if (known == null && isPlain(content)) {
        takePlain(id, content, accounts);
      } else {
        takeAny(known == null ? Entry.unknown(type, id) : known, content, accounts);
      }
    }

    /** Most events: new, linked to nothing, and changing nobody's whereabouts. */
    private boolean isPlain(Content content) {
      return content.corrects() == null
          && refusal(content) == null
          && !type.equals(EventTypes.SCHOOL_REGISTERED);
    }

    private void takePlain(UUID id, Content content, Accounts accounts) {
      Whereabouts where = whereabouts();
      Standing standing = where.registered(content.day()) ? Standing.POSTED : Standing.UNREGISTERED;
      Entry entry = new Entry(type, id, content, standing, false, false);
      book.add(entry);
      move(Entry.unknown(type, id), entry, accounts);
      amounts.post(school, book, entry, where, 1);
    }

    private void takeAny(Entry known, Content content, Accounts accounts) {
      Entry merged = merge(known, content, accounts);
      Map<UUID, Entry> linked = linked(known, merged);
      Map<UUID, Entry> after = judge(linked, merged);
      List<Change> changes = new ArrayList<>();
      for (Entry now : after.values()) {
        Entry before = now.id().equals(known.id()) ? known : linked.get(now.id());
        changes.add(new Change(before, now));
      }
      for (Change change : changes) {
        book.put(change.after());
        move(change.before(), change.after(), accounts);
      }
      relink(known, merged);
      repost(changes);
    }

    /** Puts one more content under an event's id: the smallest (recorded-at, hash) stands. */
    private Entry merge(Entry known, Content content, Accounts accounts) {
      if (!known.known()) {
        return known.content(content);
      }
      if (known.content().sameAs(content)) {
        Content counting = known.content().with(content);
        duplicate(known.content(), content, counting, accounts);
        return known.content(counting);
      }
      Content rival = known.rivals() ? book.rival(type, known.id(), content.hash()) : null;
      Content further = rival == null ? content : rival.with(content);
      if (rival != null) {
        duplicate(rival, content, further, accounts);
      }
      if (further.standsAgainst(known.content())) {
        rivalLeaves(known.id(), rival, further, accounts);
        rivalComes(known.id(), null, known.content(), accounts);
        return known.content(further).withRivals();
      }
      rivalComes(known.id(), rival, further, accounts);
      return known.withRivals();
    }

    /** One of two copies counts; the other is a duplicate, in its own source's account. */
    private void duplicate(Content before, Content copy, Content after, Accounts accounts) {
      if (accounts != null) {
        boolean replaced =
            after.recordedAt() != before.recordedAt() || !after.source().equals(before.source());
        accounts.duplicate(replaced ? before.source() : copy.source());
      }
    }

    private void rivalComes(UUID id, Content before, Content rival, Accounts accounts) {
      book.putRival(type, id, rival);
      if (accounts != null) {
        if (before != null) {
          accounts.quarantined(before.source(), -1);
        }
        accounts.quarantined(rival.source(), 1);
        Refusal refusal = conflict(type, id);
        quarantine(id, rival, refusal);
        sink.note(
            Notes.key(school, type, id, rival),
            Notes.row(school, type, id, rival, rival, Standing.quarantined(refusal)));
      }
    }

    private void rivalLeaves(UUID id, Content rival, Content now, Accounts accounts) {
      if (rival != null) {
        book.removeRival(type, id, rival.hash());
        if (accounts != null) {
          accounts.quarantined(rival.source(), -1);
          sink.release(type, rival.partition(), rival.offset());
          sink.note(
              Notes.key(school, type, id, rival),
              Notes.row(school, type, id, rival, now, Standing.POSTED));
        }
      }
    }

    /** All events that are linked with this one, before or after, without itself. */
    private Map<UUID, Entry> linked(Entry known, Entry merged) {
      Map<UUID, Entry> found = new LinkedHashMap<>();
      Deque<UUID> toVisit = new ArrayDeque<>();
      toVisit.add(known.id());
      if (merged.content().corrects() != null) {
        toVisit.add(merged.content().corrects());
      }
      while (!toVisit.isEmpty()) {
        UUID id = toVisit.remove();
        if (!found.containsKey(id)) {
          Entry entry = id.equals(known.id()) ? known : book.entry(type, id);
          found.put(id, entry);
          if (entry != null && entry.known() && entry.content().corrects() != null) {
            toVisit.add(entry.content().corrects());
          }
          if (entry != null && entry.named()) {
            toVisit.addAll(book.naming(type, id));
          }
        }
      }
      found.remove(known.id());
      found.values().removeIf(entry -> entry == null || !entry.known());
      return found;
    }

    /** Where all of them stand now. */
    private Map<UUID, Entry> judge(Map<UUID, Entry> linked, Entry merged) {
      Map<UUID, Entry> entries = new LinkedHashMap<>(linked);
      entries.put(merged.id(), merged);
      boolean registry = type.equals(EventTypes.SCHOOL_REGISTERED);
      Whereabouts where = registry ? null : whereabouts();
      Map<UUID, Standing> standings =
          Standings.of(
              entries.values().stream().map(this::candidate).toList(),
              day -> registry || where.registered(day));
      entries.replaceAll((id, entry) -> entry.standing(standings.get(id)));
      return entries;
    }

    private Standings.Candidate candidate(Entry entry) {
      Content content = entry.content();
      return new Standings.Candidate(
          entry.id(),
          content.corrects(),
          content.recordedAt(),
          content.voided(),
          content.day(),
          refusal(content));
    }

    private Refusal refusal(Content content) {
      LocalDate horizon = Rules.horizon(type, content.arrivalDay());
      if (content.broken() != null || content.voided() || !content.day().isAfter(horizon)) {
        return content.broken();
      }
      return new Refusal(
          QuarantineReason.TOO_FAR_AHEAD,
          "time",
          "The day "
              + content.day()
              + " lies more than "
              + type.horizonDays()
              + " days ahead of the event's arrival; check the clock and send it again.");
    }

    private void relink(Entry known, Entry merged) {
      UUID old = known.known() ? known.content().corrects() : null;
      UUID now = merged.content().corrects();
      if (old != null && !old.equals(now)) {
        book.unlink(type, old, known.id());
      }
      if (now != null && !now.equals(old)) {
        book.link(type, now, known.id());
        Entry named = book.entry(type, now);
        book.put((named == null ? Entry.unknown(type, now) : named).withNamed());
      }
    }

    /** Moves a record from one bucket to another, and says so to whoever reads. */
    private void move(Entry before, Entry after, Accounts accounts) {
      if (accounts == null || before.equals(after)) {
        return;
      }
      if (before.known()) {
        accounts.add(before.standing().status(), before.content().source(), -1);
      }
      accounts.add(after.standing().status(), after.content().source(), 1);
      if (isRemarkable(before) || isRemarkable(after)) {
        sink.note(
            Notes.key(school, type, after.id(), null),
            Notes.row(school, type, after.id(), null, after.content(), after.standing()));
      }
      moveQuarantine(before, after);
    }

    private boolean isRemarkable(Entry entry) {
      return entry.known() && (!entry.standing().posted() || entry.content().copies() > 1);
    }

    private void moveQuarantine(Entry before, Entry after) {
      boolean was = before.known() && before.standing().quarantined();
      boolean same = before.known() && before.content().sameAs(after.content());
      boolean is = after.standing().quarantined();
      if (was && same && !is) {
        sink.release(type, before.content().partition(), before.content().offset());
      }
      if (is && !(was && same && before.standing().equals(after.standing()))) {
        Standing standing = after.standing();
        QuarantineReason reason =
            Arrays.stream(QuarantineReason.values())
                .filter(r -> r.word().equals(standing.why()))
                .findFirst()
                .orElseThrow();
        quarantine(
            after.id(), after.content(), new Refusal(reason, standing.field(), standing.detail()));
      }
    }

    private void quarantine(UUID id, Content content, Refusal refusal) {
      sink.quarantine(
          new PostingSink.Quarantined(
              type,
              content.partition(),
              content.offset(),
              school,
              id.toString(),
              content.source(),
              refusal));
    }

    /** Takes back what no longer counts and posts what does. */
    private void repost(List<Change> changes) {
      Whereabouts before = whereabouts();
      Whereabouts after = before;
      List<Change> all = changes;
      if (type.equals(EventTypes.SCHOOL_REGISTERED)) {
        after = register(changes);
        if (!after.equals(before)) {
          all = everything(changes, after);
        }
      }
      List<Change> moving = new ArrayList<>();
      for (Change change : all) {
        if (isMoving(change, before, after)) {
          moving.add(change);
        }
      }
      for (Change change : moving) {
        amounts.post(school, book, change.before(), before, -1);
      }
      for (Change change : moving) {
        amounts.post(school, book, change.after(), after, 1);
      }
    }

    /** An event that is the same as before, and in the same county, posts what it has posted. */
    private boolean isMoving(Change change, Whereabouts before, Whereabouts after) {
      if (!change.countsAsBefore()) {
        return true;
      }
      Content content = change.after().content();
      return !before.equals(after)
          && (!content.amounts().gauges().isEmpty()
              || !Objects.equals(before.county(content.day()), after.county(content.day())));
    }

    /** Amends the school's life; returns where it is according to the new one. */
    private Whereabouts register(List<Change> changes) {
      Map<UUID, Registration> standing = new LinkedHashMap<>();
      byte[] packed = book.registrations();
      Registrations.unpack(packed).forEach(one -> standing.put(one.id(), one));
      for (Change change : changes) {
        standing.remove(change.after().id());
        if (change.after().counts()) {
          standing.put(change.after().id(), Registration.of(change.after()));
        }
      }
      byte[] now = Registrations.pack(standing.values());
      SchoolLife life = Registrations.life(standing.values());
      if (!Arrays.equals(packed, now)) {
        book.putRegistrations(now);
        sink.life(school, life);
      }
      Whereabouts where = Whereabouts.of(life);
      book.whereabouts(where);
      return where;
    }

    /**
     * When a school's whereabouts change, each of its events may count elsewhere, or count at all.
     */
    private List<Change> everything(List<Change> changes, Whereabouts now) {
      Set<UUID> judged = new HashSet<>();
      changes.forEach(change -> judged.add(change.after().id()));
      List<Change> others = new ArrayList<>();
      book.entries(
          entry -> {
            if (entry.known()
                && entry.type().about() == EventType.Subject.SCHOOL
                && !(entry.type().equals(type) && judged.contains(entry.id()))) {
              others.add(new Change(entry, entry.standing(standing(entry, now))));
            }
          });
      for (Change change : others) {
        if (!change.before().equals(change.after())) {
          book.put(change.after());
          EventType ofIt = change.after().type();
          new Turn(school, ofIt)
              .move(
                  change.before(), change.after(), owns(ofIt) ? accountsOf(change.after()) : null);
        }
      }
      others.addAll(changes);
      return others;
    }

    private Accounts accountsOf(Entry entry) {
      return new Accounts(book, entry.type(), entry.content().partition());
    }

    private Standing standing(Entry entry, Whereabouts now) {
      boolean depends =
          !entry.type().equals(EventTypes.SCHOOL_REGISTERED)
              && !entry.content().voided()
              && (entry.standing().posted() || entry.standing().equals(Standing.UNREGISTERED));
      if (!depends) {
        return entry.standing();
      }
      return now.registered(entry.content().day()) ? Standing.POSTED : Standing.UNREGISTERED;
    }

    /** A place has no registration; it is where it is. */
    private Whereabouts whereabouts() {
      if (type.about() == EventType.Subject.PLACE) {
        return Whereabouts.always(school);
      }
      if (book.whereabouts() == null) {
        book.whereabouts(
            Whereabouts.of(Registrations.life(Registrations.unpack(book.registrations()))));
      }
      return book.whereabouts();
    }
  }
}
