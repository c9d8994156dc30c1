package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;

/** What came out, as a table in Markdown. */
final class Report {

  private final Course course;
  private final String flinkVersion;
  private final Map<Contender, List<Figure>> figures = new LinkedHashMap<>();

  Report(Course course, String flinkVersion) {
    this.course = course;
    this.flinkVersion = flinkVersion;
  }

  void add(Contender contender, Figure figure) {
    figures.computeIfAbsent(contender, c -> new ArrayList<>()).add(figure);
  }

  /** The table, and under what conditions it holds. */
  String text() {
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
    lines.add("");
    lines.addAll(conditions());
    return String.join("\n", lines) + "\n";
  }

  private Optional<Double> median(String name) {
    return figures.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .map(entry -> median(entry.getValue()).eventsPerSecond())
        .findFirst();
  }

  /** Of an even number the lower one of the middle. */
  static Figure median(List<Figure> figures) {
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

  private List<String> conditions() {
    Workload load = course.workload();
    int rounds = figures.values().stream().mapToInt(List::size).max().orElse(0);
    return List.of(
        "* %s; %s, the broker on the same machine."
            .formatted(LocalDate.now(ZoneOffset.UTC), Machine.description()),
        "* Kafka %s, Avro %s, Flink %s with its Kafka connector's own client."
            .formatted(
                AppInfoParser.getVersion(),
                org.apache.avro.Schema.class.getPackage().getImplementationVersion(),
                flinkVersion),
        "* %,d drills of %,d schools in %d counties over %,d days, in the order of their days, %d bytes each with key; %d partitions, lz4."
            .formatted(
                load.events(),
                load.schools(),
                load.counties(),
                load.days(),
                eventBytes(load),
                Workload.PARTITIONS),
        "* Median of %d rounds, in turn. Stock hopping windows got the first %,d drills only."
            .formatted(rounds, Math.min(load.events(), Contenders.FOR_THE_SLOW)),
        "* Each counts in a process of its own: `java %s`; %d threads, a commit or checkpoint every %,d ms, exactly once. The broker: `java %s`."
            .formatted(
                String.join(" ", course.jvmOptions()),
                Course.THREADS,
                Course.COMMIT_MILLIS,
                String.join(" ", Cluster.BROKER_OPTIONS)));
  }

  private static int eventBytes(Workload load) {
    DrillEncoder encoder = new DrillEncoder(load, 1);
    long sample = Math.min(1_000, load.events());
    long bytes = 0;
    for (long i = 0; i < sample; i++) {
      Workload.Drill drill = load.drill(i * (load.events() / sample));
      bytes += encoder.encode(drill).length + load.schoolId(drill.school()).length();
    }
    return (int) (bytes / sample);
  }

  /** Puts the report in the place of the former one. */
  void write(Path file) {
    try {
      Files.writeString(file, PREFACE + "\n" + text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String PREFACE =
      """
      # Beside the peers

      Written by `benchmarks/compare`. Machines differ, and so do hours on one machine: compare the figures of one table only.

      The time begins with the first offsets that a contender commits (so starting costs nobody anything, and the events before do not count), and ends when a reader of committed
      results has seen all of them in the result topic. All results are compared with the generator's own sums; a wrong or missing one fails the run.

      What differs in favour of the peers: they take a school's county from the digits of its generated id (ours asks the registry's history, which comes as events), decode only the
      three fields that they need, count two measures (ours four), trust that each event comes once, and forget. Ours finds duplicates among all events there ever were, keeps what corrections
      need, and accounts for each record; from its day cells any window can be read.
      """;
}
