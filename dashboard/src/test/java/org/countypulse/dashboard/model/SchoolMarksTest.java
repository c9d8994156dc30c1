package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.ledger.SchoolDays;
import org.junit.jupiter.api.Test;

/** Against a naive reading of the same rows: a set of days for each school and county. */
class SchoolMarksTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final String DRILLS = "drills-held";

  /** Two of one prefecture, one of another in the same province, one of another province. */
  private static final List<String> PLACES = List.of("140902", "140921", "140702", "110101");

  private record Row(String school, String county, LocalDate month) {}

  private final Random random = new Random(8);
  private final SchoolMarks marks = new SchoolMarks();
  private final Map<Row, Integer> rows = new HashMap<>();

  @Test
  void everyQuestionIsAnsweredAsByReadingAllRows() {
    for (int i = 0; i < 400; i++) {
      putAny();
      Span span = anySpan();
      for (Level level : Level.values()) {
        Map<String, Integer> expected = expected(span, level);
        Map<String, Integer> found = new TreeMap<>(marks.schools(DRILLS, span, COUNTIES, level));
        found.values().removeIf(count -> count == 0);
        assertThat(found).as("%s %s", span, level).isEqualTo(expected);
        for (String county : PLACES) {
          String code = COUNTIES.rollUp(county, level);
          Territory place = Territory.of(code, level, COUNTIES, Set.of()).orElseThrow();
          assertThat(marks.schools(DRILLS, place, span)).isEqualTo(expected.getOrDefault(code, 0));
        }
      }
      String school = "S" + random.nextInt(14);
      assertThat(marks.last(DRILLS, school, span.to())).isEqualTo(expectedLast(school, span.to()));
    }
  }

  private void putAny() {
    String school = "S" + random.nextInt(13);
    // most stay where they are
    String county = PLACES.get(random.nextInt(6) == 0 ? random.nextInt(4) : school.length() % 4);
    LocalDate month = LocalDate.of(2018 + random.nextInt(2), 1 + random.nextInt(12), 1);
    int days = random.nextInt(4) == 0 ? 0 : 1 << random.nextInt(28) | 1 << random.nextInt(28);
    Integer before = rows.put(new Row(school, county, month), days);
    assertThat(marks.put(new SchoolDays(school, DRILLS, month, county, days)))
        .as("whether it is new")
        .isEqualTo((before == null ? 0 : before) != days);
  }

  private Span anySpan() {
    int to = (int) LocalDate.of(2017, 12, 1).plusDays(random.nextInt(800)).toEpochDay();
    return random.nextInt(4) == 0 ? Span.upTo(to) : new Span(to - random.nextInt(400), to);
  }

  private Map<String, Integer> expected(Span span, Level level) {
    return rows.entrySet().stream()
        .filter(row -> days(row).anyMatch(day -> day >= span.from() && day <= span.to()))
        .collect(
            Collectors.groupingBy(
                row -> COUNTIES.rollUp(row.getKey().county(), level),
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.mapping(row -> row.getKey().school(), Collectors.toSet()),
                    Set::size)));
  }

  private int expectedLast(String school, int upTo) {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().school().equals(school))
        .flatMapToInt(row -> days(row))
        .filter(day -> day <= upTo)
        .max()
        .orElse(CountyMarks.NEVER);
  }

  private static java.util.stream.IntStream days(Map.Entry<Row, Integer> row) {
    int month = (int) row.getKey().month().toEpochDay();
    return java.util.stream.IntStream.range(0, 31)
        .filter(bit -> (row.getValue() >> bit & 1) == 1)
        .map(bit -> month + bit);
  }
}
