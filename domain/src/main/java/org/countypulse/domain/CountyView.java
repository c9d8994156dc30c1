package org.countypulse.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.GaugeParts;
import org.countypulse.domain.Measure.Histogram;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;

/**
 * A named, versioned set of measures, and how each event type posts to them. Immutable: each step
 * of building gives a new view.
 */
public final class CountyView {

  /**
   * The version of the engine's own rules (which event stands, where it posts). It is part of every
   * view's fingerprint: when the fold changes its meaning, this number changes, and no ledger is
   * continued under another meaning.
   */
  private static final int FOLD_VERSION = 3;

  // Changed only while a step of building makes its own copy.
  private String name;
  private String title;
  private String titleZh;
  private int version = 1;
  private List<Posted> posted = List.of();
  private List<Measure> derived = List.of();
  private Map<EventType, Rule> rules = Map.of();
  private Set<Sum> tracked = Set.of();
  private Set<Sum> elsewhere = Set.of();
  private Disclosure disclosure = new Disclosure(List.of(), Map.of());
  private Revision revision = new Revision(1, Set.of());

  /**
   * Measures that tell of each other.
   *
   * @param total the sum, or difference, of the addends
   */
  public record Equation(Measure total, List<Measure> addends) {
    public Equation {
      addends = List.copyOf(addends);
    }

    /** All that stand in it. */
    public Stream<Measure> members() {
      return Stream.concat(Stream.of(total), addends.stream());
    }
  }

  /**
   * What tells of persons.
   *
   * @param persons by an amount: the count of persons that it tells of
   */
  private record Disclosure(List<Equation> equations, Map<Measure, Measure> persons) {
    Disclosure {
      equations = List.copyOf(equations);
      persons = Map.copyOf(persons);
    }
  }

  /**
   * What changed since the view counted something else.
   *
   * @param number counting from 1
   * @param measures that it counts differently than the one before
   */
  private record Revision(int number, Set<Measure> measures) {
    Revision {
      measures = Set.copyOf(measures);
    }
  }

  /**
   * What an event of a type counts.
   *
   * @param owned whether this view accounts for the events of that type
   */
  private record Rule(boolean owned, BiConsumer<Event, Postings> posts) {}

  private CountyView(String name) {
    this.name = name;
    this.title = name;
    this.titleZh = name;
  }

  public static CountyView named(String name) {
    return new CountyView(name);
  }

  private CountyView with(Consumer<CountyView> change) {
    CountyView copy = new CountyView(name);
    copy.title = title;
    copy.titleZh = titleZh;
    copy.version = version;
    copy.revision = revision;
    copy.posted = posted;
    copy.derived = derived;
    copy.rules = rules;
    copy.tracked = tracked;
    copy.elsewhere = elsewhere;
    copy.disclosure = disclosure;
    change.accept(copy);
    return copy;
  }

  /** What people call its area, in English and in Chinese. */
  public CountyView titled(String english, String chinese) {
    return with(
        view -> {
          view.title = english;
          view.titleZh = chinese;
        });
  }

  /**
   * Says that events are counted differently than in the revision before, which the rest of a
   * definition does not show. A ledger is never continued by another revision: it is rebuilt.
   *
   * @param number counting from 1, and so at least 2
   * @param measures that may come out differently, as one says when it is promoted
   */
  public CountyView revised(int number, Measure... measures) {
    return with(view -> view.revision = new Revision(number, Set.of(measures)));
  }

  /** Under which number its ledger is kept; the first is 1, each rebuild takes another. */
  public CountyView version(int number) {
    return with(view -> view.version = number);
  }

  /** The measures that stand in its ledger. */
  public CountyView counts(Posted... measures) {
    return with(view -> view.posted = concat(posted, measures));
  }

  /** Sums that stand in its ledger, and their parts. */
  public CountyView counts(Parts<?>... sums) {
    CountyView view = this;
    for (Parts<?> sum : sums) {
      view = view.counts(sum.all()).addsUp(sum.whole(), sum.of().values().toArray(Measure[]::new));
    }
    return view;
  }

  /** Gauges that stand in its ledger, and their parts. */
  public CountyView counts(GaugeParts<?>... gauges) {
    CountyView view = this;
    for (GaugeParts<?> gauge : gauges) {
      view = view.counts(gauge.all());
    }
    return view;
  }

  /** A sum that stands in its ledger, and its buckets. */
  public CountyView counts(Histogram histogram) {
    return counts(histogram.all());
  }

  /** Persons of whom the first event of each calendar period stands in its ledger. */
  public CountyView counts(DistinctPersons persons) {
    return counts(persons.basis().toArray(Posted[]::new)).derives(persons);
  }

  /** The measures that are read off its ledger. */
  public CountyView derives(Measure... measures) {
    return with(view -> view.derived = concat(derived, measures));
  }

  /** What an event of that type counts; never called for a void. */
  public <D extends SpecificRecord> CountyView on(
      EventType type, Class<D> data, BiConsumer<D, Postings> rule) {
    return with(type, true, (event, post) -> rule.accept(data.cast(event.data()), post));
  }

  /** What a whole event of that type counts, if its data alone doesn't tell. */
  public CountyView onEvent(EventType type, BiConsumer<Event, Postings> rule) {
    return with(type, true, rule);
  }

  /** What an event of a type counts here as well, for which another view accounts. */
  public <D extends SpecificRecord> CountyView alsoOn(
      EventType type, Class<D> data, BiConsumer<D, Postings> rule) {
    return with(type, false, (event, post) -> rule.accept(data.cast(event.data()), post));
  }

  private CountyView with(EventType type, boolean owned, BiConsumer<Event, Postings> rule) {
    Map<EventType, Rule> more = new LinkedHashMap<>(rules);
    more.put(type, new Rule(owned, rule));
    return with(view -> view.rules = Map.copyOf(more));
  }

  /** Sums of which the days are kept school by school, for obligations of the bureau's own. */
  public CountyView tracks(Sum... sums) {
    Set<Sum> more = new LinkedHashSet<>(tracked);
    more.addAll(List.of(sums));
    return with(view -> view.tracked = Set.copyOf(more));
  }

  /**
   * Sums that events also post to counties that they name, where their school has never been:
   * whoever looks for what makes up a county's figure must look at all schools.
   */
  public CountyView countsElsewhere(Sum... sums) {
    Set<Sum> more = new LinkedHashSet<>(elsewhere);
    more.addAll(List.of(sums));
    return with(view -> view.elsewhere = Set.copyOf(more));
  }

  /** Says that an amount, part by part, tells how many persons got it. */
  public <E extends Enum<E>> CountyView tellsOf(Parts<E> amount, Parts<E> persons) {
    Map<Measure, Measure> more = new LinkedHashMap<>(disclosure.persons);
    more.put(amount.whole(), persons.whole());
    amount.of().forEach((symbol, part) -> more.put(part, persons.part(symbol)));
    return with(view -> view.disclosure = new Disclosure(disclosure.equations, more));
  }

  /**
   * Says that measures add up to another one, or its differences do, so that each tells of them.
   */
  public CountyView addsUp(Measure total, Measure... addends) {
    List<Equation> more = concat(disclosure.equations, new Equation(total, List.of(addends)));
    return with(view -> view.disclosure = new Disclosure(more, disclosure.persons));
  }

  @SafeVarargs
  private static <T> List<T> concat(List<? extends T> first, T... more) {
    List<T> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  public String name() {
    return name;
  }

  /** What people call its area, in English. */
  public String title() {
    return title;
  }

  /** What people call its area, in Chinese. */
  public String titleZh() {
    return titleZh;
  }

  public int version() {
    return version;
  }

  /** The measures that this revision counts differently than the one before. */
  public Set<Measure> changedMeasures() {
    return revision.measures;
  }

  /** The name under which one version runs: its application, its topics, its states. */
  public String id() {
    return name + ".v" + version;
  }

  /** The topics of its ledger. */
  public LedgerTopics topics() {
    return topics(version);
  }

  /** The topics of another version's ledger. */
  public LedgerTopics topics(int ofVersion) {
    return new LedgerTopics(
        name,
        ofVersion,
        eventTypes().contains(EventTypes.SCHOOL_REGISTERED),
        posted.stream().anyMatch(measure -> measure instanceof Gauge gauge && gauge.listed()));
  }

  /** Its ledger's measures, in the order that gives each its number in postings. */
  public List<Posted> posted() {
    return posted;
  }

  /** All its measures that can be read. */
  public List<Measure> measures() {
    return Stream.<Measure>concat(posted.stream().filter(Posted::isReadable), derived.stream())
        .toList();
  }

  /** The event types it owns: it counts them, and it accounts for every record of them. */
  public List<EventType> eventTypes() {
    return EventTypes.ALL.stream()
        .filter(type -> rules.containsKey(type) && rules.get(type).owned())
        .toList();
  }

  /** The event types it reads: the registry, its own, and what it counts as well. */
  public Set<EventType> sources() {
    Set<EventType> sources = new LinkedHashSet<>();
    sources.add(EventTypes.SCHOOL_REGISTERED);
    EventTypes.ALL.stream().filter(rules::containsKey).forEach(sources::add);
    return sources;
  }

  /** Writes down what an event counts; nothing if it is a void or of a type that is not its own. */
  public void post(Event event, Postings postings) {
    Rule rule = rules.get(event.type());
    if (rule != null && !event.voided()) {
      rule.posts().accept(event, postings);
    }
  }

  /** Whether the days of each school's postings of a sum are kept, for whoever counts schools. */
  public boolean tracksDays(Posted measure) {
    return tracked.contains(measure)
        || derived.stream().anyMatch(m -> m instanceof DistinctSchools d && d.of().equals(measure));
  }

  /** Whether events post to it in counties where their school has never been. */
  public boolean countsElsewhere(Posted measure) {
    return elsewhere.contains(measure);
  }

  /** The count of persons that a measure tells of, beside those that it is read off. */
  public Optional<Measure> personsToldBy(Measure measure) {
    return Optional.ofNullable(disclosure.persons.get(measure));
  }

  /** Which measures add up to which. */
  public List<Equation> equations() {
    return disclosure.equations;
  }

  /** What it counts, in words that change when its meaning does; the version has no part in it. */
  public String fingerprint() {
    List<String> parts = new ArrayList<>();
    parts.add("fold " + FOLD_VERSION);
    if (revision.number > 1) {
      parts.add("revision " + revision.number);
    }
    posted.forEach(m -> parts.add(kind(m) + m.name() + (tracksDays(m) ? " days" : "")));
    sources().forEach(type -> parts.add("event " + type.name() + " " + type.horizonDays()));
    return Fingerprints.of(parts);
  }

  private static String kind(Posted measure) {
    if (measure instanceof Gauge gauge) {
      return (gauge.summed() ? "" : "unsummed ")
          + (gauge.listed() ? "listed gauge " : "gauge ")
          + decimals(measure);
    }
    return (measure instanceof Sum ? "sum " : "first ") + decimals(measure);
  }

  private static String decimals(Posted measure) {
    return measure.decimals() == 0 ? "" : "of " + measure.decimals() + " decimals ";
  }

  @Override
  public String toString() {
    return id();
  }
}
