package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.QuarantineEntry;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Explanation.Row;
import org.countypulse.domain.explain.Question;
import org.countypulse.domain.explain.Question.Part;

/**
 * The events behind a figure, as they are told.
 *
 * @param figure the place's figure as everybody is shown it
 */
record ExplainAnswer(
    ExplainWanted wanted,
    List<Question> questions,
    List<Explanation> found,
    Number figure,
    List<QuarantineEntry> misplaced) {

  private static final String[] COLUMNS = {
    "measure", "schoolId", "school", "county", "day", "eventDay", "amount", "status", "reason",
    "detail", "by", "type", "id", "corrects", "source", "topic", "partition", "offset"
  };

  Map<String, Object> json() {
    Number value = value(wanted, found);
    boolean whole = wanted.school() == null;
    Map<String, Object> answer =
        object(
            "measure", wanted.measure().name(),
            "unit", wanted.measure().unit(),
            "county", wanted.place().code(),
            "name", wanted.place().name(),
            "schoolId", wanted.school(),
            "from", wanted.from() == null ? null : wanted.from().toString(),
            "to", wanted.to().toString(),
            "value", whole ? figure : value,
            "agrees", !whole || String.valueOf(figure).equals(String.valueOf(value)),
            "parts", parts(),
            "eventsTotal", found.stream().mapToLong(Explanation::eventsTotal).sum(),
            "events", rows(Explanation::events).map(ExplainAnswer::counted).toList(),
            "notCountedTotal",
                found.stream().mapToLong(Explanation::notCountedTotal).sum() + misplaced.size(),
            "notCounted", notCounted(),
            "upTo", offsets(Explanation::upTo));
    List<Map<String, Object>> schools = schools();
    if (!schools.isEmpty()) {
      answer.put("schools", schools);
    }
    Map<String, Object> missing = offsets(Explanation::missing);
    if (!missing.isEmpty()) {
      answer.put("missing", missing);
    }
    return answer;
  }

  /** What the events make, as the measure is read. */
  static Number value(ExplainWanted wanted, List<Explanation> answers) {
    Map<Posted, Long> sums = new LinkedHashMap<>();
    answers.forEach(
        answer -> answer.sums().forEach(sum -> sums.put(sum.part().of(), sum.amount())));
    return wanted.measure() instanceof DistinctSchools distinct
        ? sums.get(distinct.of())
        : Figures.read(wanted.measure(), wanted.window(), posted -> sums.getOrDefault(posted, 0L));
  }

  private List<Map<String, Object>> parts() {
    return found.stream()
        .flatMap(answer -> answer.sums().stream())
        .map(
            sum ->
                object(
                    "measure", sum.part().name(),
                    "unit", sum.part().schools() ? "schools" : sum.part().of().unit(),
                    "sum", scaled(sum.part(), sum.amount())))
        .toList();
  }

  private Stream<Row> rows(Function<Explanation, List<Row>> which) {
    return found.stream().flatMap(answer -> which.apply(answer).stream()).limit(wanted.limit());
  }

  private List<Map<String, Object>> notCounted() {
    List<Map<String, Object>> rows = new ArrayList<>();
    misplaced.forEach(entry -> rows.add(misplaced(entry)));
    rows(Explanation::notCounted).map(ExplainAnswer::notCounted).forEach(rows::add);
    return rows;
  }

  private static Map<String, Object> counted(Row row) {
    Map<String, Object> said = notCounted(row);
    said.keySet().removeAll(List.of("status", "reason", "detail", "by"));
    return said;
  }

  private static Map<String, Object> notCounted(Row row) {
    return object(
        "measure", row.part() == null ? null : row.part().name(),
        "schoolId", row.school(),
        "school", row.schoolName(),
        "county", row.county(),
        "day", row.day() == null ? null : row.day().toString(),
        "eventDay", row.line().day() == null ? null : row.line().day().toString(),
        "amount", row.part() == null ? null : scaled(row.part(), row.amount()),
        "status", row.line().fate().name().toLowerCase(Locale.ROOT),
        "reason", row.line().reason(),
        "detail", row.line().detail(),
        "by", row.line().by(),
        "type", row.line().type().name(),
        "id", textOrNull(row.line().eventId()),
        "corrects", row.line().corrects(),
        "source", textOrNull(row.line().source()),
        "topic", row.line().type().topic(),
        "partition", row.line().partition(),
        "offset", row.line().offset());
  }

  private static Map<String, Object> misplaced(QuarantineEntry entry) {
    return object(
        "measure",
        null,
        "schoolId",
        entry.school(),
        "school",
        null,
        "county",
        null,
        "day",
        null,
        "eventDay",
        null,
        "amount",
        null,
        "status",
        "quarantined",
        "reason",
        entry.reason(),
        "detail",
        entry.detail(),
        "by",
        null,
        "type",
        entry.eventType(),
        "id",
        textOrNull(entry.eventId()),
        "corrects",
        null,
        "source",
        textOrNull(entry.source()),
        "topic",
        entry.topic(),
        "partition",
        entry.partition(),
        "offset",
        entry.offset());
  }

  private static String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Number scaled(Part part, long amount) {
    int decimals = part.schools() ? 0 : part.of().decimals();
    return decimals == 0 ? (Number) amount : BigDecimal.valueOf(amount, decimals);
  }

  private List<Map<String, Object>> schools() {
    return found.stream()
        .flatMap(answer -> answer.schools().stream())
        .map(
            school ->
                object(
                    "schoolId", school.school(),
                    "school", school.name(),
                    "days", school.days().stream().map(LocalDate::toString).toList(),
                    "events", school.events()))
        .toList();
  }

  /** By view and version: each has counted up to offsets of its own. */
  private Map<String, Object> offsets(
      Function<Explanation, Map<String, Map<Integer, Long>>> which) {
    Map<String, Object> views = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      Map<String, Map<Integer, Long>> offsets = which.apply(found.get(i));
      if (!offsets.isEmpty()) {
        views.put(questions.get(i).view().id(), offsets);
      }
    }
    return views;
  }

  Table table() {
    Table table = Table.of(COLUMNS);
    rows(Explanation::events).map(ExplainAnswer::notCounted).forEach(row -> add(table, row));
    notCounted().forEach(row -> add(table, row));
    return table;
  }

  private static void add(Table table, Map<String, Object> row) {
    table.row(Arrays.stream(COLUMNS).map(row::get).toArray());
  }
}
