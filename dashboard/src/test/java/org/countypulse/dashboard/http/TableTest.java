package org.countypulse.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void quotesWhatRfc4180SaysMustBeQuoted() {
    assertThat(Table.of("name", "note").row("逸夫学校", "a, \"b\"\nc").row(null, "").toCsv())
        .isEqualTo("name,note\r\n逸夫学校,\"a, \"\"b\"\"\nc\"\r\n,\r\n");
  }

  @Test
  void aTextThatASpreadsheetWouldRunIsShownInstead() {
    String csv =
        Table.of("text")
            .row("=HYPERLINK(\"http://x\")")
            .row("+1")
            .row("-1")
            .row("@SUM(A1)")
            .row("\t=1")
            .toCsv();
    assertThat(csv)
        .isEqualTo(
            "text\r\n\"'=HYPERLINK(\"\"http://x\"\")\"\r\n'+1\r\n'-1\r\n'@SUM(A1)\r\n'\t=1\r\n");
  }

  @Test
  void numbersStayNumbersAlsoNegativeOnes() {
    assertThat(Table.of("a", "b", "c").row(-3L, 0.25, true).toCsv())
        .isEqualTo("a,b,c\r\n-3,0.25,true\r\n");
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThatThrownBy(() -> Table.of("a", "b").row(1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
