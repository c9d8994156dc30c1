package org.countypulse.domain.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SchoolPoster;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Days;
import org.countypulse.domain.testing.Ledger.Fate;

/**
 * A story of events and what a view must say after them. Whatever is told is told to the engine in
 * the order of the story, backwards, and in some other orders; all must come to the same ledger,
 * and to that of {@link BatchLedger}.
 */
public final class Story {

  private static final Counties COUNTIES = Counties.chinese();
  private static final int MORE_ORDERS = 4;

  private final CountyView view;
  private final List<Received> told = new ArrayList<>();
  private Ledger ledger;

  private Story(CountyView view) {
    this.view = view;
  }

  public static Story of(CountyView view) {
    return new Story(view);
  }

  /** What has arrived. */
  public Story given(Draft... drafts) {
    for (Draft draft : drafts) {
      told.add(new Received(0, told.size(), draft.arrival(), draft.event()));
    }
    ledger = inAnyOrder();
    return this;
  }

  /** What arrives then. */
  public Story when(Draft... drafts) {
    return given(drafts);
  }

  private Ledger inAnyOrder() {
    Ledger first = posted(told);
    List<Received> order = new ArrayList<>(told);
    Collections.reverse(order);
    for (int i = 0; i <= MORE_ORDERS; i++) {
      assertThat(posted(order)).as(Histories.print(order)).hasToString(first.toString());
      order = Histories.shuffled(told, i);
    }
    assertThat(first).hasToString(BatchLedger.of(view, COUNTIES, told).toString());
    return first;
  }

  private Ledger posted(List<Received> records) {
    CollectingSink sink = new CollectingSink(view);
    SchoolPoster poster = new SchoolPoster(view, COUNTIES, new MapSchoolStore(), sink);
    records.forEach(poster::receive);
    poster.flush();
    return sink.ledger();
  }

  /**
   * What a county's cells of a day hold.
   *
   * @param measuresAndAmounts names and amounts in turn: all that there is on that day
   */
  public Story then(String county, String day, Object... measuresAndAmounts) {
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < measuresAndAmounts.length; i += 2) {
      expected.put(
          (String) measuresAndAmounts[i], ((Number) measuresAndAmounts[i + 1]).longValue());
    }
    Map<String, Long> actual = new TreeMap<>();
    ledger
        .cells()
        .forEach(
            (cell, amount) -> {
              if (cell.county().equals(county) && cell.day().equals(LocalDate.parse(day))) {
                actual.put(cell.measure(), amount);
              }
            });
    assertThat(actual).as(county + " on " + day).isEqualTo(expected);
    return this;
  }

  /** What a gauge shows in a county on a day. */
  public Story thenGauge(String measure, String county, String day, long value) {
    assertThat(ledger.until(county, LocalDate.parse(day), measure))
        .as(measure + " in " + county + " on " + day)
        .isEqualTo(value);
    return this;
  }

  /** How much of a sum a county has on one day; what else it has may be anything. */
  public Story thenSum(String measure, String county, String day, long amount) {
    assertThat(ledger.at(county, LocalDate.parse(day), measure))
        .as(measure + " in " + county + " on " + day)
        .isEqualTo(amount);
    return this;
  }

  /** That no county has anything. */
  public Story thenNothingCounts() {
    assertThat(ledger.cells()).isEmpty();
    return this;
  }

  /** On which days of a month a school did something while it belonged to a county. */
  public Story thenDays(
      String school, String measure, String month, String county, Integer... days) {
    int bits =
        ledger
            .days()
            .getOrDefault(new Days(school, measure, LocalDate.parse(month + "-01"), county), 0);
    List<Integer> actual = new ArrayList<>();
    for (int day = 1; day <= 31; day++) {
      if ((bits & 1 << (day - 1)) != 0) {
        actual.add(day);
      }
    }
    assertThat(actual).containsExactly(days);
    return this;
  }

  /**
   * What became of the contents under an event's id that are not simply posted once.
   *
   * @param fates status and reason of each, for example {@code "SUPERSEDED corrected"}
   */
  public Story thenFate(Draft draft, String... fates) {
    String id = draft.id().toLowerCase(Locale.ROOT);
    assertThat(ledger.fates().stream().filter(f -> f.eventId().equals(id)))
        .extracting(f -> (f.status() + " " + f.reason()).strip())
        .containsExactlyInAnyOrder(fates);
    return this;
  }

  /** That an event is posted, and was told only once. */
  public Story thenPosted(Draft draft) {
    assertThat(ledger.fates()).extracting(Fate::eventId).doesNotContain(draft.id());
    return this;
  }

  /** What became of all records. */
  public Story thenRecords(
      long posted, long duplicate, long superseded, long waiting, long quarantined) {
    long received = posted + duplicate + superseded + waiting + quarantined;
    assertThat(ledger.total())
        .isEqualTo(new Account(received, posted, duplicate, superseded, waiting, quarantined));
    return this;
  }

  /** The ledger as it is now. */
  public Ledger ledger() {
    return ledger;
  }
}
