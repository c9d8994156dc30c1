package org.countypulse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.countypulse.dashboard.ObligationsFile.BadObligationException;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.Obligations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObligationsFileTest {

  @TempDir Path folder;

  private static final String RULE =
      """
      {"name":"weekly-drill","title":"A drill a week","titleZh":"每周演练","source":"Circular 7",
       "kind":"at-least-once","what":"drills-held","period":"7d"}""";

  private Obligations with(String json) {
    try {
      return ObligationsFile.withBuiltIn(
          Files.writeString(folder.resolve("obligations.json"), json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<Obligation> rule(Obligations obligations, String name, String day) {
    return obligations.inForce(LocalDate.parse(day)).stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst();
  }

  @Test
  void theRulesOfTheReportsAreBuiltIn() {
    assertThat(ObligationsFile.builtIn().names())
        .startsWith("monthly-drill", "quarterly-drill", "canteen-inspected", "staff-exchange")
        .contains(
            "fortnightly-lesson",
            "reinspections-in-time",
            "hazards-in-time",
            "failed-food-disposed",
            "activities-planned",
            "no-large-classes",
            "no-major-incidents",
            "no-exam-violations");
  }

  @Test
  void aBureauAddsARuleOfItsOwn() {
    Obligations obligations = with("[" + RULE + "]");
    assertThat(rule(obligations, "weekly-drill", "2019-05-12").orElseThrow().title())
        .isEqualTo("A drill a week");
    assertThat(rule(obligations, "monthly-drill", "2019-05-12")).isPresent();
  }

  @Test
  void anotherVersionIsTheRuleFromItsFirstDayAndPastPeriodsKeepTheirs() {
    Obligations obligations =
        with(
            """
            [{"name":"staff-exchange","version":2,"title":"15 %","titleZh":"15%",
              "source":"Circular 8","kind":"county-at-least","what":"exchange-ratio",
              "period":"school-year","atLeast":0.15,"from":"2019-09-01"}]""");
    Obligation.OfCounty before =
        (Obligation.OfCounty) rule(obligations, "staff-exchange", "2019-08-31").orElseThrow();
    Obligation.OfCounty after =
        (Obligation.OfCounty) rule(obligations, "staff-exchange", "2019-09-01").orElseThrow();
    assertThat(before.atLeast()).isEqualTo(0.10);
    assertThat(after.atLeast()).isEqualTo(0.15);
    assertThat(after.terms().source()).isEqualTo("Circular 8");
  }

  @Test
  void aRuleThatBeginsWithinAPeriodBeginsWithTheNextOne() {
    Obligations obligations =
        with("[" + RULE.replace("\"7d\"", "\"month\",\"from\":\"2019-05-10\"") + "]");
    assertThat(rule(obligations, "weekly-drill", "2019-05-31")).isEmpty();
    assertThat(rule(obligations, "weekly-drill", "2019-06-01")).isPresent();
  }

  @Test
  void aBuiltInRuleEndsWhereTheBureauSaysSo() {
    Obligations obligations =
        with(
            """
            [{"name":"fortnightly-lesson","version":1,"title":"a","titleZh":"a","source":"s",
              "kind":"at-least-once","what":"safety-lessons","period":"14d","until":"2019-12-31"}]""");
    assertThat(rule(obligations, "fortnightly-lesson", "2019-12-31")).isPresent();
    assertThat(rule(obligations, "fortnightly-lesson", "2020-06-01")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|must be a JSON array of rules",
        "[{\"title\":\"a\"}]|a rule needs \"name\", a text",
        "[RULE,RULE]|weekly-drill stands there twice with the version 1",
        "at-least-once => now-and-then|write at-least-once, never, none-open or county-at-least",
        "drills-held => drills-hold|\"drills-hold\", which there is not",
        "drills-held => petitions-closed|whose days are not kept school by school; it may be about",
        "at-least-once => none-open|is of the kind none-open, which has no \"period\"",
        "7d => 7|has a wrong period: \"7\" is not a window",
        "\"source\":\"Circular 7\", => |needs \"source\", a text",
        "\"kind\" => \"whom\":[],\"kind\"|has no \"whom\"; it may have",
        "\"kind\" => \"who\":{\"stages\":[\"NURSERY\"]},\"kind\"|has \"NURSERY\" in stages; write some of",
        "\"kind\" => \"who\":{\"stages\":\"PRIMARY\"},\"kind\"|needs an array as \"stages\"",
        "\"kind\" => \"who\":{\"hasCanteen\":\"yes\"},\"kind\"|needs true or false as \"hasCanteen\"",
        "\"kind\" => \"version\":\"two\",\"kind\"|needs a whole number from 1 on as \"version\"",
        "\"kind\" => \"from\":\"September\",\"kind\"|needs a date such as \"2019-09-01\" as \"from\"",
        "\"kind\" => \"who\":\"PRIMARY\",\"kind\"|needs an object as \"who\"",
        "\"kind\" => \"atLeast\":3,\"kind\"|is of the kind at-least-once, which has no \"atLeast\"",
        "7d => total|has the period total, which never ends",
        "\"kind\" => \"from\":\"2020-01-01\",\"until\":\"2019-01-01\",\"kind\"|ends before it begins",
        "[|is not JSON"
      })
  void aWrongFileIsToldInOneSentence(String change, String sentence) {
    String[] words = change.split(" => ?", 2);
    String json =
        words.length == 2
            ? "[" + RULE.replace(words[0], words[1]) + "]"
            : change.replace("RULE", RULE);
    assertThatThrownBy(() -> with(json))
        .isInstanceOf(BadObligationException.class)
        .hasMessageContaining("obligations.json (--obligations)")
        .hasMessageContaining(sentence);
  }

  @Test
  void aMissingFileIsTold() {
    assertThatThrownBy(() -> ObligationsFile.withBuiltIn(folder.resolve("nowhere.json")))
        .isInstanceOf(BadObligationException.class)
        .hasMessageContaining("There is no file")
        .hasMessageContaining("nowhere.json");
  }
}
