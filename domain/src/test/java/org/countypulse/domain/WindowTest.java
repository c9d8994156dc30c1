package org.countypulse.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  @ParameterizedTest
  @CsvSource({
    "1d,          2019-12-31, 2019-12-31, 2019-12-31",
    "30d,         2019-12-31, 2019-12-02, 2019-12-31",
    "365d,        2020-12-31, 2020-01-02, 2020-12-31", // a leap year has 366
    "month,       2020-02-29, 2020-02-01, 2020-02-29",
    "month,       2019-12-01, 2019-12-01, 2019-12-31",
    "quarter,     2019-01-01, 2019-01-01, 2019-03-31",
    "quarter,     2019-12-31, 2019-10-01, 2019-12-31",
    "semester,    2019-08-31, 2019-03-01, 2019-08-31",
    "semester,    2019-09-01, 2019-09-01, 2020-02-29",
    "semester,    2020-02-29, 2019-09-01, 2020-02-29",
    "semester,    2019-03-01, 2019-03-01, 2019-08-31",
    "school-year, 2019-08-31, 2018-09-01, 2019-08-31",
    "school-year, 2019-09-01, 2019-09-01, 2020-08-31",
    "school-year, 2020-01-01, 2019-09-01, 2020-08-31",
    "year,        2019-12-31, 2019-01-01, 2019-12-31",
    "year,        2019-01-01, 2019-01-01, 2019-12-31",
  })
  void beginsAndEndsWhereItsNameSays(String name, LocalDate asOf, LocalDate from, LocalDate end) {
    Window window = Window.parse(name);
    assertThat(window.from(asOf)).isEqualTo(from);
    assertThat(window.periodEnd(asOf)).isEqualTo(end);
    assertThat(window.label()).isEqualTo(name);
  }

  @Test
  void totalHasNoFirstDay() {
    Window total = Window.parse("total");
    assertThat(total.from(LocalDate.of(2019, 1, 1))).isEqualTo(LocalDate.MIN);
    assertThat(total.periodEnd(LocalDate.of(2019, 1, 1))).isEqualTo("2019-01-01");
    assertThat(total.label()).isEqualTo("total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "d", "-1d", "30", "30D", "week", "school_year", "MONTH", "9999999999d"})
  void whatIsNoWindowIsRefusedWithTheOnesThereAre(String name) {
    assertThatThrownBy(() -> Window.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("school-year")
        .hasMessageContaining("30d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0d", "100001d", "999999999d"})
  void aWindowOfDaysHasItsLimits(String name) {
    assertThatThrownBy(() -> Window.parse(name)).hasMessageContaining("at least 1");
  }
}
