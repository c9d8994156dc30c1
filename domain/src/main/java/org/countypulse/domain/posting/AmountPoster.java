package org.countypulse.domain.posting;

import java.time.LocalDate;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.posting.SchoolBook.Reading;

/**
 * Posts what an event counts to the counties where it counts: sums as they are, gauges as changes,
 * and marks the days that readers count schools by.
 */
final class AmountPoster {

  private final CountyView view;
  private final PostingSink sink;
  private final boolean[] tracked;

  AmountPoster(CountyView view, PostingSink sink) {
    this.view = view;
    this.sink = sink;
    this.tracked = new boolean[view.posted().size()];
    for (int i = 0; i < tracked.length; i++) {
      Posted measure = view.posted().get(i);
      tracked[i] = view.tracksDays(measure);
    }
  }

  /** Posts an event's amounts, or with sign −1 takes them back; nothing if it doesn't count. */
  void post(String school, SchoolBook book, Entry entry, Whereabouts where, int sign) {
    if (!entry.counts()) {
      return;
    }
    Content content = entry.content();
    String own = where.county(content.day());
    for (Amounts.Amount amount : content.amounts().sums()) {
      String county = amount.countyFor(own);
      if (county != null) {
        sink.post(county, content.day(), amount.measure(), sign * amount.amount());
        if (tracked[amount.measure()]) {
          mark(school, book, amount.measure(), county, content.day(), sign);
        }
      }
    }
    for (Amounts.GaugeValue gauge : content.amounts().gauges()) {
      read(book, gauge, entry, where, sign);
    }
  }

  private void mark(
      String school, SchoolBook book, int measure, String county, LocalDate day, int sign) {
    LocalDate month = day.withDayOfMonth(1);
    long[] counts = book.days(measure, month, county);
    int index = day.getDayOfMonth() - 1;
    boolean was = counts[index] > 0;
    counts[index] += sign;
    book.putDays(measure, month, county, counts);
    if (was != counts[index] > 0) {
      sink.days(Notes.days(school, view.posted().get(measure), month, county, counts));
    }
  }

  /**
   * Puts a gauge's value into its place in time, or takes it out. Between its day and the next one
   * that has a value, the gauge changes by the difference; where the school is open, and where it
   * is.
   */
  private void read(
      SchoolBook book, Amounts.GaugeValue gauge, Entry entry, Whereabouts where, int sign) {
    Content content = entry.content();
    LocalDate day = content.day();
    long before = valueAt(book, gauge.measure(), day);
    Reading reading =
        new Reading(day, content.happenedAt(), content.recordedAt(), entry.id(), gauge.value());
    if (sign > 0) {
      book.putReading(gauge.measure(), reading);
    } else {
      book.removeReading(gauge.measure(), reading);
    }
    long change = valueAt(book, gauge.measure(), day) - before;
    if (change != 0) {
      where.openWithin(
          day,
          book.nextDay(gauge.measure(), day),
          (county, from, to) -> {
            sink.post(county, from, gauge.measure(), change);
            if (to != null) {
              sink.post(county, to, gauge.measure(), -change);
            }
          });
    }
  }

  private static long valueAt(SchoolBook book, int gauge, LocalDate day) {
    Long value = book.lastValue(gauge, day);
    return value == null ? 0 : value;
  }
}
