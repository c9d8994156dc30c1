package org.countypulse.domain.posting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;

/**
 * What one event counts, before its school's county is known.
 *
 * @param sums amounts of sums
 * @param gauges values of gauges
 */
record Amounts(List<Amount> sums, List<GaugeValue> gauges) {

  static final Amounts NONE = new Amounts(List.of(), List.of());

  /** Where an amount goes, in relation to the school's own county. */
  enum Where {
    OWN,
    OWN_UNLESS,
    OWN_IF,
    AT,
    AT_IF_OTHER
  }

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

  record GaugeValue(int measure, long value) {}

  void pack(Packer packer) {
    packer.number(sums.size());
    for (Amount sum : sums) {
      packer.number(sum.measure()).number(sum.amount()).single(sum.where().ordinal());
      if (sum.where() != Where.OWN) {
        packer.text(sum.county());
      }
    }
    packer.number(gauges.size());
    gauges.forEach(gauge -> packer.number(gauge.measure()).number(gauge.value()));
  }

  static Amounts unpack(Unpacker from) {
    List<Amount> sums = new ArrayList<>();
    for (long left = from.number(); left > 0; left--) {
      int measure = (int) from.number();
      long amount = from.number();
      Where where = Where.values()[from.single()];
      sums.add(new Amount(measure, amount, where, where == Where.OWN ? "" : from.text()));
    }
    List<GaugeValue> gauges = new ArrayList<>();
    for (long left = from.number(); left > 0; left--) {
      gauges.add(new GaugeValue((int) from.number(), from.number()));
    }
    return new Amounts(sums, gauges);
  }

  /** Takes down what a view says of an event. */
  static final class Recorder implements Postings {

    private final Map<Posted, Integer> numbers;
    private final List<Amount> sums = new ArrayList<>();
    private final List<GaugeValue> gauges = new ArrayList<>();

    /**
     * @param numbers the view's posted measures, with their numbers in its ledger
     */
    Recorder(Map<Posted, Integer> numbers) {
      this.numbers = numbers;
    }

    Amounts amounts() {
      return new Amounts(sums, gauges);
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
    public void set(Gauge measure, long value) {
      gauges.add(new GaugeValue(number(measure), value));
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
