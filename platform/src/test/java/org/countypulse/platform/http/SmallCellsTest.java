package org.countypulse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallCellsTest {

  @ParameterizedTest
  @CsvSource({
    // rule, who reads, from where, whether small cells are shown
    "AUTO, anybody,  127.0.0.1,    true",
    "AUTO, anybody,  ::1,          true",
    "AUTO, anybody,  192.0.2.7,    false",
    "AUTO, anybody,  2001:db8::7,  false",
    "AUTO, anybody,  '',           false",
    "AUTO, reader,   127.0.0.1,    false",
    "AUTO, entitled, 192.0.2.7,    true",
    "AUTO, operator, 192.0.2.7,    true",
    "HIDE, anybody,  127.0.0.1,    false",
    "HIDE, reader,   127.0.0.1,    false",
    "HIDE, entitled, 192.0.2.7,    true",
    "HIDE, operator, 192.0.2.7,    true",
    "SHOW, anybody,  192.0.2.7,    true",
    "SHOW, reader,   192.0.2.7,    true"
  })
  void areShownByRuleAndRight(SmallCells rule, String who, String address, boolean shown) {
    assertThat(rule.areShownTo(caller(who), address)).isEqualTo(shown);
  }

  private static Caller caller(String who) {
    return switch (who) {
      case "anybody" -> new Caller.Anybody();
      case "operator" -> new Caller.Operator();
      default ->
          new Caller.Holder(
              new NamedToken(
                  who,
                  "0".repeat(64),
                  Set.of(),
                  Set.of(),
                  false,
                  true,
                  who.equals("entitled"),
                  null));
    };
  }
}
