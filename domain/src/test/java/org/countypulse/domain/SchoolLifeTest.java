package org.countypulse.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.countypulse.domain.testing.Cast;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.junit.jupiter.api.Test;

class SchoolLifeTest {

  private static final LocalDate OPENED = LocalDate.of(2019, 1, 1);
  private static final LocalDate CLOSED = LocalDate.of(2019, 7, 1);
  private static final LocalDate REOPENED = LocalDate.of(2019, 9, 1);

  private final SchoolLife life =
      new SchoolLife(
          List.of(
              entry(OPENED, Cast.XINFU, false),
              entry(CLOSED, Cast.XINFU, true),
              entry(REOPENED, Cast.DINGXIANG, false)));

  private static SchoolEntry entry(LocalDate from, String county, boolean closed) {
    return new SchoolEntry(
        from,
        "Changzheng Street",
        county,
        Stage.PRIMARY,
        Ownership.PUBLIC,
        Setting.URBAN,
        true,
        true,
        2,
        40,
        closed,
        closed ? Cast.XINFU_NO_2 : null);
  }

  @Test
  void anEntryIsValidUntilTheNext() {
    assertThat(life.at(OPENED.minusDays(1))).isEmpty();
    assertThat(life.at(OPENED)).hasValue(life.entries().get(0));
    assertThat(life.at(CLOSED.minusDays(1))).hasValue(life.entries().get(0));
    assertThat(life.at(CLOSED)).hasValue(life.entries().get(1));
    assertThat(life.at(LocalDate.of(2030, 1, 1))).map(SchoolEntry::county).hasValue(Cast.DINGXIANG);
    assertThat(SchoolLife.UNREGISTERED.at(OPENED)).isEmpty();
  }

  @Test
  void aConditionHoldsThroughoutIfItHoldsOnEveryDay() {
    assertThat(life.throughout(OPENED, CLOSED.minusDays(1), SchoolEntry::open)).isTrue();
    assertThat(life.throughout(OPENED, CLOSED, SchoolEntry::open)).isFalse();
    assertThat(life.throughout(CLOSED, REOPENED, SchoolEntry::open)).isFalse();
    assertThat(life.throughout(REOPENED, REOPENED, SchoolEntry::open)).isTrue();
    assertThat(life.throughout(OPENED.minusDays(1), OPENED, SchoolEntry::open)).isFalse();
    assertThat(life.throughout(OPENED, REOPENED, SchoolEntry::open)).isFalse();
  }

  @Test
  void hasOneEntryADayInOrder() {
    SchoolEntry one = entry(OPENED, Cast.XINFU, false);
    assertThatThrownBy(() -> new SchoolLife(List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SchoolLife(List.of(entry(CLOSED, Cast.XINFU, false), one)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEntryIsReadBackFromItsRow() {
    for (SchoolEntry entry : life.entries()) {
      assertThat(SchoolEntry.of(entry.toRow())).isEqualTo(entry);
    }
  }
}
