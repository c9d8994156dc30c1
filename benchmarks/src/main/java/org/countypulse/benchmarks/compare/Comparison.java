package org.countypulse.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everybody counts in turn, several times; the result is a table in Markdown. */
final class Comparison {

  private final Course course;
  private final Map<Contender, List<Figure>> figures = new LinkedHashMap<>();

  Comparison(Course course) {
    this.course = course;
  }

  /**
   * In turn, so that a slow hour of the machine is everybody's.
   *
   * @return lines for the report
   */
  List<String> run(List<Contender> contenders, int rounds) {
    for (int round = 1; round <= rounds; round++) {
      for (Contender contender : contenders) {
        course.cluster().forgetResults();
        Figure figure = contender.run(course);
        System.out.printf("%s, round %d: %s%n", contender.name(), round, figure);
        figures.computeIfAbsent(contender, c -> new ArrayList<>()).add(figure);
      }
    }
    List<String> lines = table();
    lines.add("");
    lines.add("* Median of %d rounds, in turn.".formatted(rounds));
    return lines;
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| what | events/s | least – most | of decoding | of Flink on RocksDB | memory, MB |");
    lines.add("|---|--:|--:|--:|--:|--:|");
    Optional<Double> decoding = median(Contenders.RAW_DECODED);
    Optional<Double> flink = median(Contenders.FLINK_ROCKSDB);
    figures.forEach(
        (contender, all) -> {
          double own = median(all).eventsPerSecond();
          lines.add(
              "| %s | %,.0f | %s | %s | %s | %,d |"
                  .formatted(
                      contender.title(),
                      own,
                      spread(all),
                      ratio(own, decoding),
                      ratio(own, flink),
                      median(all).mostMemory() >> 20));
        });
    return lines;
  }

  private Optional<Double> median(String name) {
    return figures.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .map(entry -> median(entry.getValue()).eventsPerSecond())
        .findFirst();
  }

  /** Of an even number the lower one of the middle. */
  private static Figure median(List<Figure> figures) {
    List<Figure> sorted =
        figures.stream().sorted(Comparator.comparingDouble(Figure::eventsPerSecond)).toList();
    return sorted.get((sorted.size() - 1) / 2);
  }

  private static String spread(List<Figure> figures) {
    var rates = figures.stream().mapToDouble(Figure::eventsPerSecond).summaryStatistics();
    return "%,.0f – %,.0f".formatted(rates.getMin(), rates.getMax());
  }

  private static String ratio(double own, Optional<Double> other) {
    return other.map(rate -> "%.2f".formatted(own / rate)).orElse("–");
  }
}
