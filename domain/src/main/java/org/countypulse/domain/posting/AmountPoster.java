package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.Objects;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.First;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Window.Calendar;
import org.countypulse.domain.posting.SchoolBook.Reading;

/**
 * Posts what an event counts to the counties where it counts: sums as they are, gauges as changes,
 * things by their first report; and marks the days that readers count schools by.
 */
final class AmountPoster {

  private final CountyView view;
  private final PostingSink sink;
  private final boolean[] tracked;
  private final CellDigests digests;

  AmountPoster(CountyView view, PostingSink sink) {
    this.view = view;
    this.sink = sink;
    this.digests = new CellDigests(view);
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
        post(book, county, content.day(), amount.measure(), sign * amount.amount());
        if (tracked[amount.measure()] && amount.amount() != 0) {
          book.days(amount.measure(), content.day(), county)
              .add(content.day().getDayOfMonth(), sign);
        }
      }
    }
    for (Amounts.GaugeValue gauge : content.amounts().gauges()) {
      read(school, book, gauge, entry, where, sign);
    }
    for (Amounts.Thing thing : content.amounts().things()) {
      report(book, thing, content.day(), where, sign);
    }
  }

  private void post(SchoolBook book, String county, LocalDate day, int measure, long amount) {
    sink.post(county, day, measure, amount);
    if (amount != 0) {
      book.proof().post(county, digests.of(county, day, measure), amount);
    }
  }

  /**
   * Puts a value into its place in a slot's time, or takes it out. Between its day and the next one
   * of which the slot says anything, the gauge changes from what it was to what it is; where the
   * school is open, and where it is.
   */
  private void read(
      String school,
      SchoolBook book,
      Amounts.GaugeValue gauge,
      Entry entry,
      Whereabouts where,
      int sign) {
    Content content = entry.content();
    LocalDate day = content.day();
    Gauge measure = (Gauge) view.posted().get(gauge.measure());
    SchoolBook.Slot slot = new SchoolBook.Slot(gauge.measure(), gauge.slot());
    Reading reading =
        new Reading(
            day,
            entry.type(),
            content.happenedAt(),
            content.recordedAt(),
            entry.id(),
            gauge.value());
    SlotValue before = said(measure, book.lastValue(slot, day));
    if (sign > 0) {
      book.putReading(slot, reading);
    } else {
      book.removeReading(slot, reading);
    }
    SlotValue after = said(measure, book.lastValue(slot, day));
    if (!Objects.equals(before, after)) {
      if (measure.summed()) {
        LocalDate next = book.nextDay(slot, day);
        hold(book, before, day, next, gauge.measure(), where, -1);
        hold(book, after, day, next, gauge.measure(), where, 1);
      }
      if (measure.listed()) {
        sink.slot(Notes.slot(school, measure, gauge.slot(), book.values(slot)));
      }
    }
  }

  /**
   * What a value says. Where values are added up, zero says no more than nothing; where they are
   * only listed, a target of zero say, it does.
   *
   * @param value null if there is none
   */
  static SlotValue said(Gauge gauge, SlotValue value) {
    if (!gauge.summed()) {
      return value;
    }
    return value == null || value.value() == 0 ? SlotValue.NOTHING : value;
  }

  private void hold(
      SchoolBook book,
      SlotValue held,
      LocalDate day,
      LocalDate next,
      int gauge,
      Whereabouts where,
      int sign) {
    if (held.value() == 0) {
      return;
    }
    long amount = sign * held.value();
    where.openWithin(
        held.startWithin(day),
        held.endWithin(next),
        (county, from, to) -> {
          post(book, county, from, gauge, amount);
          if (to != null) {
            post(book, county, to, gauge, -amount);
          }
        });
  }

  /**
   * Counts a thing's first report of each period. When an earlier one comes, the one that was first
   * is no longer; when the first one goes, the next one is.
   */
  private void report(
      SchoolBook book, Amounts.Thing thing, LocalDate day, Whereabouts where, int sign) {
    long reports = book.reports(thing, day);
    book.putReports(thing, day, reports + sign);
    if (Math.min(reports, reports + sign) > 0) {
      return; // there is still, or was already, another report of that day
    }
    for (int measure : thing.measures()) {
      Calendar period = ((First) view.posted().get(measure)).period();
      if (book.nextReport(thing, period == null ? null : period.from(day), day) == null) {
        post(book, where.county(day), day, measure, sign);
        LocalDate end = period == null ? null : period.periodEnd(day).plusDays(1);
        LocalDate next = book.nextReport(thing, day.plusDays(1), end);
        if (next != null) {
          post(book, where.county(next), next, measure, -sign);
        }
      }
    }
  }
}
