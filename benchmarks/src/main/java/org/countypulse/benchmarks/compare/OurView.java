package org.countypulse.benchmarks.compare;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.platform.Main;
import org.countypulse.platform.process.ChildProcess;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.StreamsProcess;
import org.countypulse.streams.Topics;

/** The view {@code safety-drills}, as {@code countypulse streams} runs it. */
final class OurView implements Contender {

  static final CountyView VIEW = Views.named("safety-drills").orElseThrow();

  private final Workload workload;

  OurView(Workload workload) {
    this.workload = workload;
  }

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public String title() {
    return "CountyPulse, view safety-drills";
  }

  @Override
  public Figure run(Course course) {
    makeTopics(course);
    Path state = course.freshState(name());
    try (ChildProcess process = start(course, state)) {
      Figure figure = race(course).watch(process);
      System.out.printf(
          "  state on disk: %,.0f bytes an event%n",
          (double) Folders.bytes(state) / workload.events());
      return figure;
    }
  }

  void makeTopics(Course course) {
    makeTopics(course, List.of(VIEW));
  }

  Race race(Course course) {
    return race(course, VIEW, workload);
  }

  /** The race's reader must find the ledgers' topics before the streams have made them. */
  static void makeTopics(Course course, List<CountyView> views) {
    Topics.ensure(course.cluster().admin(), Workload.PARTITIONS, (short) 1);
    Topics.ensureLedgers(course.cluster().admin(), views, Workload.PARTITIONS, (short) 1);
    Topics.registerLedgers(
        course.cluster().schemas(), ValueFormat.of(course.cluster().schemas()), views);
  }

  /** How long a version of the view takes for the workload. */
  static Race race(Course course, CountyView view, Workload workload) {
    return new Race(
        course.cluster(),
        Set.of(StreamsProcess.applicationId(view)),
        Set.of(EventTypes.SAFETY_DRILL.topic()),
        workload.events(),
        Set.of(view.topics().cells()),
        new Findings(cells(Totals.of(workload, workload.events()))),
        reader(course.cluster(), view));
  }

  ChildProcess start(Course course, Path state) {
    return course.start(
        name(),
        course.ownJvmOptions(),
        ChildProcess.ownClassPath(),
        Main.class.getName(),
        List.of(
            "streams",
            "--bootstrap=" + course.cluster().bootstrap(),
            "--registry=" + course.cluster().registryUrl(),
            "--state=" + state,
            "--views=" + VIEW.name(),
            "--threads=" + Course.THREADS,
            "--commit-millis=" + Course.COMMIT_MILLIS));
  }

  /** Every cell of the ledger. */
  static Map<Cell, Long> cells(Totals totals) {
    Workload workload = totals.workload();
    Map<Cell, Long> cells = new HashMap<>();
    for (int measure = 0; measure < Totals.MEASURES.size(); measure++) {
      for (int county = 0; county < workload.counties(); county++) {
        for (int day = 0; day < workload.days(); day++) {
          long sum = totals.sums()[measure][county][day];
          if (sum != 0) {
            cells.put(
                new Cell(
                    workload.countyCode(county),
                    workload.firstDay() + day,
                    Totals.MEASURES.get(measure)),
                sum);
          }
        }
      }
    }
    return cells;
  }

  private static BiConsumer<ConsumerRecord<byte[], byte[]>, Findings> reader(
      Cluster cluster, CountyView view) {
    ValueDecoder<LedgerCell> decoder =
        ValueFormat.of(cluster.schemas())
            .decoder(view.topics().cells(), LedgerCell.getClassSchema());
    return (record, findings) -> {
      LedgerCell cell = decoder.decode(record.value());
      findings.take(
          new Cell(cell.getCounty(), (int) cell.getDay().toEpochDay(), cell.getMeasure()),
          cell.getAmount());
    };
  }
}
