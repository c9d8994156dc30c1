package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void numbersStandToTheRightAndAChineseCharacterTakesTwoColumns() {
    var table = new TextTable("CODE", "NAME", "VALUE>");
    table.add("140902", "忻府区", "12");
    table.add("140981", "Yuanping", "1040");
    assertThat(table.text())
        .isEqualTo(
            """
            CODE    NAME      VALUE
            140902  忻府区       12
            140981  Yuanping   1040
            """);
  }
}
