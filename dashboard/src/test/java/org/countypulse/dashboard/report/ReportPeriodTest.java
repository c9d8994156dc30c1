package org.countypulse.dashboard.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPeriodTest {

  @ParameterizedTest
  @CsvSource({
    "2019,        2019-01-01, 2019-12-31, 2018,         2018-01-01",
    "2019-H1,     2019-01-01, 2019-06-30, 2018-H2,      2018-07-01",
    "2019-H2,     2019-07-01, 2019-12-31, 2019-H1,      2019-01-01",
    "2019-Q1,     2019-01-01, 2019-03-31, 2018-Q4,      2018-10-01",
    "2019-Q3,     2019-07-01, 2019-09-30, 2019-Q2,      2019-04-01",
    "2020-02,     2020-02-01, 2020-02-29, 2020-01,      2020-01-01",
    "2019-01,     2019-01-01, 2019-01-31, 2018-12,      2018-12-01",
    "2019-2020,   2019-09-01, 2020-08-31, 2018-2019,    2018-09-01",
    "2019-2020-S1,2019-09-01, 2020-02-29, 2018-2019-S2, 2019-03-01",
    "2019-2020-S2,2020-03-01, 2020-08-31, 2019-2020-S1, 2019-09-01"
  })
  void aPeriodHasItsDaysAndTheOneBefore(
      String name, LocalDate from, LocalDate to, String before, LocalDate beforeFrom) {
    ReportPeriod period = ReportPeriod.parse(name);
    assertThat(period).isEqualTo(new ReportPeriod(name, from, to));
    assertThat(period.before()).isEqualTo(new ReportPeriod(before, beforeFrom, from.minusDays(1)));
    assertThat(ReportPeriod.parse(before)).isEqualTo(period.before());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "19",
        "2019-13",
        "2019-00",
        "2019-H3",
        "2019-2021",
        "2019-2020-S3",
        "0000",
        "0001"
      })
  void whatIsNoPeriodIsToldWhatToWrite(String name) {
    assertThatThrownBy(() -> ReportPeriod.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write a year such as 2019");
  }

  @Test
  void aPeriodThatIsNotOverIsComparedWithAsMuchOfTheOneBefore() {
    ReportPeriod march = ReportPeriod.parse("2019-03");
    LocalDate tenth = LocalDate.parse("2019-03-10");
    assertThat(march.before().asFarAs(tenth, march)).isEqualTo("2019-02-10");
    assertThat(march.before().asFarAs(LocalDate.parse("2019-03-30"), march))
        .isEqualTo("2019-02-28");
    assertThat(march.before().asFarAs(march.to(), march)).isEqualTo("2019-02-28");
  }
}
