package org.countypulse.benchmarks.compare;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.countypulse.domain.Views;
import org.countypulse.platform.Main;
import org.countypulse.platform.process.ChildProcess;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.StreamsProcess;

/** All our views in one process, with a thread each, as {@code countypulse streams} runs them. */
record MixedViews(MixedLoad load) implements Contender {

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public String title() {
    return "CountyPulse, all %d views".formatted(Views.ALL.size());
  }

  @Override
  public Figure run(Course course) {
    Cluster cluster = course.cluster();
    OurView.makeTopics(course, Views.ALL);
    Path state = course.freshState(name());
    Race race =
        new Race(
            cluster,
            Views.ALL.stream().map(StreamsProcess::applicationId).collect(Collectors.toSet()),
            MixedLoad.topics(),
            load.events(),
            Views.ALL.stream().map(view -> view.topics().cells()).collect(Collectors.toSet()),
            new Findings(load.expected()),
            new Sums(cluster, load.measures()));
    try (ChildProcess process = start(course, state)) {
      return race.watch(process);
    }
  }

  private ChildProcess start(Course course, Path state) {
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
            "--commit-millis=" + Course.COMMIT_MILLIS));
  }

  /** Adds a ledger's cells up over the days. */
  private static final class Sums implements BiConsumer<ConsumerRecord<byte[], byte[]>, Findings> {

    private final Set<String> measures;
    private final ValueDecoder<LedgerCell> decoder;
    private final Map<ByteBuffer, Long> cells = new HashMap<>();
    private final Map<Cell, Long> sums = new HashMap<>();

    Sums(Cluster cluster, Set<String> measures) {
      this.measures = measures;
      String anyLedger = Views.REGISTRY_ENROLLMENT.topics().cells();
      this.decoder =
          ValueFormat.of(cluster.schemas()).decoder(anyLedger, LedgerCell.getClassSchema());
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record, Findings findings) {
      LedgerCell row = decoder.decode(record.value());
      if (measures.contains(row.getMeasure()) && !row.getDay().isAfter(Workload.LAST_DAY)) {
        Long before = cells.put(ByteBuffer.wrap(record.key()), row.getAmount());
        Cell cell = new Cell(row.getCounty(), 0, row.getMeasure());
        long change = row.getAmount() - (before == null ? 0 : before);
        findings.take(cell, sums.merge(cell, change, Long::sum));
      }
    }
  }
}
