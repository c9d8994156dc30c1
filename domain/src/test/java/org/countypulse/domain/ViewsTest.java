package org.countypulse.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.views.SafetyDrills;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.InspectionOutcome;
import org.junit.jupiter.api.Test;

/** The catalogue of views is complete, and its names are the contract's. */
class ViewsTest {

  /** As the contract with the platform's users lists them. */
  private static final List<String> CORE_MEASURES =
      List.of(
          "schools-open",
          "staff-eligible",
          "enrollment-entries",
          "enrollment-transfers-in",
          "enrollment-transfers-out",
          "enrollment-graduated",
          "enrollment-withdrawn",
          "enrollment-net",
          "enrollment-online",
          "enrollment-zero-proof",
          "enrollment-migrant",
          "enrollment-from-rural",
          "drills-held",
          "drill-participants",
          "drill-evacuation-seconds-mean",
          "schools-drilled",
          "canteen-inspections",
          "canteen-passed",
          "canteen-conditional",
          "canteen-failed",
          "canteen-violations",
          "canteen-pass-rate",
          "canteen-score-mean",
          "canteens-starred",
          "transfers-out",
          "transfers-in",
          "transfers-within",
          "transfers-to-rural",
          "transfers-exchange",
          "exchange-ratio");

  @Test
  void everyEventTypeIsCountedByExactlyOneView() {
    for (EventType type : EventTypes.ALL) {
      assertThat(Views.ALL.stream().filter(view -> view.eventTypes().contains(type)))
          .as(
              "Views that count %s; list its view in Views.ALL, or take its type out of the others",
              type)
          .hasSize(1);
      assertThat(Views.owning(type).eventTypes()).contains(type);
    }
  }

  @Test
  void noTwoMeasuresObligationsOrViewsShareAName() {
    assertThat(Views.measures()).extracting(Measure::name).doesNotHaveDuplicates();
    assertThat(Views.ALL).extracting(CountyView::name).doesNotHaveDuplicates();
  }

  @Test
  void theContractsNamesAreThere() {
    assertThat(Views.measures()).extracting(Measure::name).containsAll(CORE_MEASURES);
    assertThat(Views.ALL)
        .extracting(CountyView::id)
        .contains("registry-enrollment.v1", "safety-drills.v1", "canteens.v1", "transfers.v1");
  }

  @Test
  void everyMeasureHasAUnitAndATitleInBothLanguages() {
    for (Measure measure : Views.measures()) {
      assertThat(measure.name()).matches("[a-z]+(-[a-z0-9]+)*(/[a-z0-9-]+)?");
      assertThat(measure.unit()).as(measure.name()).isNotBlank();
      assertThat(measure.title()).as(measure.name()).isNotBlank();
      assertThat(measure.titleZh()).as(measure.name()).matches("\\p{IsHan}.*");
    }
  }

  @Test
  void whatIsReadOffLedgersStandsInOne() {
    Set<Measure> posted = new HashSet<>();
    Views.ALL.forEach(view -> posted.addAll(view.posted()));
    for (Measure measure : Views.measures()) {
      if (measure instanceof Ratio ratio) {
        assertThat(posted).contains(ratio.numerator(), ratio.denominator());
      } else if (measure instanceof DistinctSchools schools) {
        assertThat(posted).contains(schools.of());
        assertThat(Views.of(measure).tracksDays(schools.of())).isTrue();
      }
    }
  }

  @Test
  void everyViewReadsTheRegistryAndOnlyOneAccountsForIt() {
    for (CountyView view : Views.ALL) {
      assertThat(view.sources()).contains(EventTypes.SCHOOL_REGISTERED);
      assertThat(view.eventTypes().contains(EventTypes.SCHOOL_REGISTERED))
          .isEqualTo(view == Views.REGISTRY_ENROLLMENT);
    }
  }

  @Test
  void aViewPostsOnlyWhatItSaysItCounts() {
    Cast cast = new Cast();
    List<Cast.Draft> oneOfEach =
        List.of(
            cast.registered(Cast.XINFU_NO_1, "2019-01-01", Cast.XINFU),
            cast.enrolled(Cast.XINFU_NO_1, "2019-01-01", EnrollmentChange.NEW_ENTRY),
            cast.drill(Cast.XINFU_NO_1, "2019-01-01"),
            cast.inspected(Cast.XINFU_NO_1, "2019-01-01", InspectionOutcome.PASS),
            cast.transferred(Cast.XINFU_NO_1, "2019-01-01", Cast.WUTAI));
    assertThat(oneOfEach)
        .extracting(draft -> draft.event().type())
        .doesNotHaveDuplicates()
        .isSubsetOf(EventTypes.ALL);
    for (Cast.Draft draft : oneOfEach) {
      CountyView view = Views.owning(draft.event().type());
      Set<String> posted = posted(view, draft);
      assertThat(posted).as("%s", draft).isNotEmpty();
      assertThat(view.posted()).extracting(Measure::name).containsAll(posted);
      for (CountyView other : Views.ALL) {
        assertThat(other.posted()).extracting(Measure::name).containsAll(posted(other, draft));
      }
      assertThat(posted(view, cast.voidOf(draft))).isEmpty();
    }
  }

  private static Set<String> posted(CountyView view, Cast.Draft draft) {
    Set<String> names = new TreeSet<>();
    view.post(draft.event(), new NamesOnly(names));
    return names;
  }

  private record NamesOnly(Set<String> names) implements Postings {
    @Override
    public void add(Measure.Sum measure, long amount) {
      names.add(measure.name());
    }

    @Override
    public void addUnlessIn(String county, Measure.Sum measure, long amount) {
      names.add(measure.name());
    }

    @Override
    public void addIfIn(String county, Measure.Sum measure, long amount) {
      names.add(measure.name());
    }

    @Override
    public void addAt(String county, Measure.Sum measure, long amount) {
      names.add(measure.name());
    }

    @Override
    public void addAtIfOther(String county, Measure.Sum measure, long amount) {
      names.add(measure.name());
    }

    @Override
    public void set(Measure.Gauge measure, String slot, long value, LocalDate from, LocalDate to) {
      names.add(measure.name());
    }

    @Override
    public void first(Measure.First measure, String reference) {
      names.add(measure.name());
    }

    @Override
    public void person(Measure.DistinctPersons measure, String reference) {
      measure.basis().forEach(first -> names.add(first.name()));
    }
  }

  @Test
  void aViewsFingerprintChangesWithItsMeasures() {
    CountyView drills = SafetyDrills.VIEW;
    Posted more = Measure.sum("drills-cancelled", "drills", "Drills cancelled", "取消演练");
    assertThat(drills.counts(more).fingerprint()).isNotEqualTo(drills.fingerprint());
    assertThat(drills.version(2).fingerprint()).isEqualTo(drills.fingerprint());
    assertThat(Views.ALL).extracting(CountyView::fingerprint).doesNotHaveDuplicates();
  }

  @Test
  void viewsAndMeasuresAreFoundByName() {
    assertThat(Views.named("canteens")).map(CountyView::name).hasValue("canteens");
    assertThat(Views.named("nothing")).isEmpty();
    assertThat(Views.measure("drills-held")).map(Measure::unit).hasValue("drills");
    assertThat(Views.measure("nothing")).isEmpty();
    Measure stranger = Measure.sum("stranger", "", "", "");
    assertThatThrownBy(() -> Views.of(stranger)).hasMessageContaining("stranger");
  }
}
