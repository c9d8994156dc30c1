package org.countypulse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.LongStream;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;

/** The generated events are real ones, and their sums are theirs. */
class WorkloadTest {

  private static final Workload YEAR = new Workload(5_000, 300, 3, 365);
  private static final int SCHEMA_ID = 7;

  @Test
  void aDrillIsWrittenAsTheSerializerWritesIt() {
    DrillEncoder encoder = new DrillEncoder(YEAR, SCHEMA_ID);
    for (long i = 0; i < 100; i++) {
      Workload.Drill drill = YEAR.drill(i);
      assertThat(encoder.encode(drill))
          .isEqualTo(WireFormat.encode(SCHEMA_ID, event(drill).toRecord()));
    }
  }

  private static Event event(Workload.Drill drill) {
    SafetyDrillData data =
        new SafetyDrillData(
            DrillKind.values()[drill.kind()],
            drill.participants(),
            drill.evacuationSeconds() < 0 ? null : drill.evacuationSeconds());
    return new Event(
        EventTypes.SAFETY_DRILL,
        drill.id().toString(),
        YEAR.schoolId(drill.school()),
        LocalDate.ofEpochDay(drill.day()),
        Instant.ofEpochMilli(drill.happenedAtMillis()),
        Instant.ofEpochMilli(drill.recordedAtMillis()),
        DrillEncoder.source(YEAR.countyCode(YEAR.countyOf(drill.school()))),
        null,
        false,
        data);
  }

  @Test
  void daysAreInOrderFromTheFirstToTheLast() {
    int[] days = LongStream.range(0, YEAR.events()).mapToInt(i -> YEAR.drill(i).day()).toArray();
    assertThat(days).isSorted();
    assertThat(days[0]).isEqualTo(YEAR.firstDay());
    assertThat(LocalDate.ofEpochDay(days[days.length - 1])).isEqualTo(Workload.LAST_DAY);
  }

  @Test
  void noTwoDrillsHaveOneId() {
    assertThat(LongStream.range(0, YEAR.events()).mapToObj(i -> YEAR.drill(i).id()).distinct())
        .hasSize(5_000);
  }

  @Test
  void aSchoolsIdBeginsWithItsCounty() {
    for (int school = 0; school < YEAR.schools(); school++) {
      assertThat(YEAR.schoolId(school)).startsWith(YEAR.countyCode(YEAR.countyOf(school)));
    }
  }

  @Test
  void impossibleNumbersAreRefusedInWords() {
    assertThatThrownBy(() -> new Workload(0, 300, 3, 365))
        .hasMessage("--events takes a number from 1 to 2,147,483,647.");
  }

  @Test
  void aWindowIsTheSumOfItsDays() {
    Map<Cell, Long> windows = Peer.windows(Totals.of(YEAR, YEAR.events()), 30);
    LocalDate last = LocalDate.of(2019, 3, 31);
    long drills =
        LongStream.range(0, YEAR.events())
            .mapToObj(YEAR::drill)
            .filter(drill -> YEAR.countyOf(drill.school()) == 1)
            .filter(drill -> drill.day() <= last.toEpochDay())
            .filter(drill -> drill.day() > last.minusDays(30).toEpochDay())
            .count();
    Cell march = new Cell(YEAR.countyCode(1), (int) last.toEpochDay(), "drills-held");
    assertThat(windows).containsEntry(march, drills);
  }

  @Test
  void windowsReachThirtyDaysBeyondTheLastEvent() {
    assertThat(Peer.windows(Totals.of(YEAR, YEAR.events()), 30).keySet())
        .extracting(Cell::day)
        .contains(YEAR.firstDay(), YEAR.firstDay() + 365 + 28)
        .doesNotContain(YEAR.firstDay() + 365 + 29);
  }
}
