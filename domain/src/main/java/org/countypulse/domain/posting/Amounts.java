package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.First;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;

/**
 * What one event counts, before its school's county is known.
 *
 * @param sums amounts of sums
 * @param gauges values of gauges
 * @param things what it reports that counts but once
 */
record Amounts(List<Amount> sums, List<GaugeValue> gauges, List<Thing> things) {

  static final Amounts NONE = new Amounts(List.of(), List.of(), List.of());

  /** Where an amount goes, in relation to the school's own county. */
  enum Where {
    OWN,
    OWN_UNLESS,
    OWN_IF,
    AT,
    AT_IF_OTHER
  }

  private static final Where[] WHERES = Where.values();
  private static final int WHERE_BITS = 3;

  /**
   * An amount of a sum.
   *
   * @param county the county that {@link Where} speaks of; empty for {@link Where#OWN}
   */
  record Amount(int measure, long amount, Where where, String county) {

    /** The county to which it is posted, or null if it is not posted at all. */
    String countyFor(String own) {
      return switch (where) {
        case OWN -> own;
        case OWN_UNLESS -> own.equals(county) ? null : own;
        case OWN_IF -> own.equals(county) ? own : null;
        case AT -> county;
        case AT_IF_OTHER -> own.equals(county) ? null : county;
      };
    }
  }

  /**
   * A value of one slot of a gauge.
   *
   * @param slot empty if the school has but one value
   */
  record GaugeValue(int measure, String slot, SlotValue value) {
    private boolean isSimple() {
      return slot.isEmpty() && value.isAlways();
    }
  }

  /**
   * A thing that counts when it is first reported.
   *
   * @param measures what counts it, in each its own period; the first one names the thing's reports
   */
  record Thing(String reference, List<Integer> measures) {
    private static Thing unpack(Unpacker from) {
      String reference = from.text();
      List<Integer> measures = new ArrayList<>();
      for (long left = from.number(); left > 0; left--) {
        measures.add((int) from.number());
      }
      return new Thing(reference, measures);
    }
  }

  /**
   * Most events have neither slots nor things, and then nothing is written about them: that there
   * are some is said by a negative number of sums.
   */
  void pack(Packer packer) {
    boolean simple = isSimple();
    packer.number(simple ? sums.size() : -1 - sums.size());
    for (Amount sum : sums) {
      packer
          .unsigned((long) sum.measure() << WHERE_BITS | sum.where().ordinal())
          .number(sum.amount());
      if (sum.where() != Where.OWN) {
        packer.text(sum.county());
      }
    }
    packer.number(gauges.size());
    for (GaugeValue gauge : gauges) {
      packer.number(gauge.measure());
      if (simple) {
        packer.number(gauge.value().value());
      } else {
        packer.text(gauge.slot());
        gauge.value().pack(packer);
      }
    }
    if (!simple) {
      packer.number(things.size());
      for (Thing thing : things) {
        packer.text(thing.reference()).number(thing.measures().size());
        thing.measures().forEach(packer::number);
      }
    }
  }

  private boolean isSimple() {
    for (GaugeValue gauge : gauges) {
      if (!gauge.isSimple()) {
        return false;
      }
    }
    return things.isEmpty();
  }

  static Amounts unpack(Unpacker from) {
    long size = from.number();
    boolean simple = size >= 0;
    List<Amount> sums = new ArrayList<>();
    for (long left = simple ? size : -1 - size; left > 0; left--) {
      int packed = (int) from.unsigned();
      long amount = from.number();
      Where where = WHERES[packed & (1 << WHERE_BITS) - 1];
      String county = where == Where.OWN ? "" : from.text();
      sums.add(new Amount(packed >> WHERE_BITS, amount, where, county));
    }
    List<GaugeValue> gauges = new ArrayList<>();
    for (long left = from.number(); left > 0; left--) {
      int measure = (int) from.number();
      gauges.add(
          simple
              ? new GaugeValue(measure, "", SlotValue.always(from.number()))
              : new GaugeValue(measure, from.text(), SlotValue.unpack(from)));
    }
    List<Thing> things = new ArrayList<>();
    for (long left = simple ? 0 : from.number(); left > 0; left--) {
      things.add(Thing.unpack(from));
    }
    return new Amounts(sums, gauges, things);
  }

  /** Takes down what a view says of an event. */
  static final class Recorder implements Postings {

    private final Map<Posted, Integer> numbers;
    private final List<Amount> sums = new ArrayList<>();
    private final List<GaugeValue> gauges = new ArrayList<>();
    private final List<Thing> things = new ArrayList<>();

    /**
     * @param numbers the view's posted measures, with their numbers in its ledger
     */
    Recorder(Map<Posted, Integer> numbers) {
      this.numbers = numbers;
    }

    Amounts amounts() {
      return new Amounts(sums, gauges, things);
    }

    @Override
    public void add(Sum measure, long amount) {
      record(measure, amount, Where.OWN, "");
    }

    @Override
    public void addUnlessIn(String county, Sum measure, long amount) {
      record(measure, amount, Where.OWN_UNLESS, county);
    }

    @Override
    public void addIfIn(String county, Sum measure, long amount) {
      record(measure, amount, Where.OWN_IF, county);
    }

    @Override
    public void addAt(String county, Sum measure, long amount) {
      record(measure, amount, Where.AT, county);
    }

    @Override
    public void addAtIfOther(String county, Sum measure, long amount) {
      record(measure, amount, Where.AT_IF_OTHER, county);
    }

    @Override
    public void set(Gauge measure, String slot, long value, LocalDate from, LocalDate to) {
      gauges.add(new GaugeValue(number(measure), slot, new SlotValue(value, from, to)));
    }

    @Override
    public void first(First measure, String reference) {
      things.add(new Thing(reference, List.of(number(measure))));
    }

    @Override
    public void person(DistinctPersons measure, String reference) {
      things.add(new Thing(reference, measure.basis().stream().map(this::number).toList()));
    }

    private void record(Sum measure, long amount, Where where, String county) {
      sums.add(new Amount(number(measure), amount, where, county));
    }

    private int number(Posted measure) {
      Integer number = numbers.get(measure);
      if (number == null) {
        throw new IllegalStateException(
            "The view posts to " + measure.name() + " but does not say that it counts it.");
      }
      return number;
    }
  }
}
