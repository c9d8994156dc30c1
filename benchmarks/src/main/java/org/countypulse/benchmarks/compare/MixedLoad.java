package org.countypulse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Views;
import org.countypulse.producers.simulation.Carelessness;
import org.countypulse.producers.simulation.Simulation;
import org.countypulse.producers.simulation.SimulationSettings;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.Topics;

/**
 * A year of the simulator's schools: events of all types, told with mistakes. What must come out is
 * the simulator's own expectation, which knows nothing of the platform's code.
 */
final class MixedLoad {

  private static final Carelessness CARE = new Carelessness(0.02, 0.02, 0.05);
  private static final int YEAR_DAYS = 365;
  private static final long SEED = 20190831;

  private final Simulation simulation;

  MixedLoad(int schools, int counties) {
    SimulationSettings settings =
        new SimulationSettings(
            SEED, counties, schools, YEAR_DAYS, Workload.LAST_DAY, ZoneId.of("Asia/Shanghai"));
    this.simulation = Simulation.of(settings, CARE);
  }

  /** What there is, in a line. */
  String description() {
    SimulationSettings settings = simulation.settings();
    return "%,d events of %d types, of %,d schools in %d counties over %d days; %.0f %% sent twice, %.0f %% wrong and then corrected, %.0f %% reported 10 to 200 days late; some withdrawn, some contradicted."
        .formatted(
            events(),
            EventTypes.ALL.size(),
            settings.schools(),
            settings.counties(),
            settings.days(),
            100 * CARE.twice(),
            100 * CARE.wrong(),
            100 * CARE.late());
  }

  long events() {
    return simulation.history().size();
  }

  static Set<String> topics() {
    return EventTypes.ALL.stream().map(EventType::topic).collect(Collectors.toSet());
  }

  /** Writes all events in the order in which they arrive. */
  void write(Cluster cluster) {
    Topics.ensure(cluster.admin(), Workload.PARTITIONS, (short) 1);
    ValueFormat format = ValueFormat.of(cluster.schemas());
    Topics.registerSubjects(cluster.schemas(), format);
    try (Sender sender = new Sender(cluster)) {
      for (Event event : simulation.history()) {
        byte[] key = event.schoolId().getBytes(UTF_8);
        String topic = event.type().topic();
        sender.send(topic, Workload.partitionOf(key), key, format.encode(topic, event.toRecord()));
      }
    }
  }

  /** Sums up to the last day, and gauges on it, by county: all that stands in ledgers as such. */
  Map<Cell, Long> expected() {
    Map<Cell, Long> expected = new HashMap<>();
    Set<String> readable = measures();
    simulation
        .expectation()
        .figures("total", Workload.LAST_DAY)
        .forEach(
            (county, figures) ->
                figures.forEach(
                    (measure, value) -> {
                      if (readable.contains(measure) && amount(value) != 0) {
                        expected.put(new Cell(county, 0, measure), amount(value));
                      }
                    }));
    return expected;
  }

  /** The measures that can be compared: the expectation has them, and ledgers hold their sums. */
  Set<String> measures() {
    Set<String> said = simulation.expectation().measures();
    return Views.ALL.stream()
        .flatMap(view -> view.posted().stream())
        .filter(measure -> measure instanceof Sum || measure instanceof Gauge)
        .map(measure -> measure.name())
        .filter(said::contains)
        .collect(Collectors.toSet());
  }

  /** Money is exact to the fen, as ledgers have it. */
  private static long amount(Number value) {
    return value instanceof BigDecimal yuan
        ? yuan.unscaledValue().longValueExact()
        : value.longValue();
  }

  /** Who can count these: nobody without rules for what is sent twice, corrected or late. */
  List<Contender> contenders() {
    return List.of(
        new MixedReader("raw", "one consumer, bytes only, all topics", "nothing", this),
        new MixedReader(
            Contenders.RAW_DECODED,
            "one consumer + Avro generic records, all topics",
            "everything",
            this),
        new MixedViews(this));
  }
}
