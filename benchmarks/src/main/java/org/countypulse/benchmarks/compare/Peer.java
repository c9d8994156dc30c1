package org.countypulse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.countypulse.platform.process.ChildProcess;

/**
 * Somebody else's way to count. Peers know a school's county from its id, need no registry, and
 * trust that each event comes once. They write {@code county/last day} and {@code
 * drills/participants} as text.
 *
 * @param program how it is started
 * @param windowDays how long its windows are; 0 if it counts nothing but events
 * @param mostEvents how many events it gets at most
 * @param workload the events
 */
record Peer(
    String name, String title, Program program, int windowDays, long mostEvents, Workload workload)
    implements Contender {

  static final String RESULTS = "results";

  /**
   * A main class and how it wants to be started; arguments are {@code name=value} each.
   *
   * @param extra further arguments
   */
  record Program(String mainClass, String classPath, List<String> jvmOptions, List<String> extra) {}

  @Override
  public Figure run(Course course) {
    long events = Math.min(mostEvents, workload.events());
    String topic = new Loader(course.cluster(), workload).topicOf(events);
    Path state = course.freshState(name);
    Schemas schemas = Schemas.in(state);
    makeResults(course.cluster());
    Race race =
        new Race(
            course.cluster(),
            Set.of(name),
            Set.of(topic),
            events,
            Set.of(RESULTS),
            new Findings(expected(events)),
            Peer::read);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "bootstrap=" + course.cluster().bootstrap(),
                "group=" + name,
                "events=" + topic,
                "count=" + events,
                "results=" + RESULTS,
                "written=" + schemas.written(),
                "wanted=" + schemas.wanted(),
                "identified=" + schemas.identified(),
                "state=" + state.resolve("stores"),
                "parallelism=" + Course.THREADS,
                "checkpointMillis=" + Course.COMMIT_MILLIS));
    arguments.addAll(program.extra());
    try (ChildProcess process =
        course.start(
            name, program.jvmOptions(), program.classPath(), program.mainClass(), arguments)) {
      return race.watch(process);
    }
  }

  static void makeResults(Cluster cluster) {
    NewTopic results = new NewTopic(RESULTS, Workload.PARTITIONS, (short) 1);
    Cluster.answer(cluster.admin().createTopics(List.of(results)).all());
  }

  private Map<Cell, Long> expected(long events) {
    return windowDays == 0
        ? Map.of(new Cell("all", 0, Totals.MEASURES.get(Totals.HELD)), events)
        : windows(Totals.of(workload, events), windowDays);
  }

  /** Every window in which anything happened, by its last day. */
  static Map<Cell, Long> windows(Totals totals, int length) {
    Workload workload = totals.workload();
    Map<Cell, Long> windows = new HashMap<>();
    for (int measure : new int[] {Totals.HELD, Totals.PARTICIPANTS}) {
      for (int county = 0; county < workload.counties(); county++) {
        long[] days = totals.sums()[measure][county];
        long sum = 0;
        for (int last = 0; last < days.length + length - 1; last++) {
          sum += last < days.length ? days[last] : 0;
          sum -= last >= length ? days[last - length] : 0;
          if (sum != 0) {
            windows.put(
                new Cell(
                    workload.countyCode(county),
                    workload.firstDay() + last,
                    Totals.MEASURES.get(measure)),
                sum);
          }
        }
      }
    }
    return windows;
  }

  static void read(ConsumerRecord<byte[], byte[]> record, Findings findings) {
    String[] key = new String(record.key(), UTF_8).split("/");
    String[] value = new String(record.value(), UTF_8).split("/");
    for (int measure = 0; measure < value.length; measure++) {
      findings.take(
          new Cell(key[0], Integer.parseInt(key[1]), Totals.MEASURES.get(measure)),
          Long.parseLong(value[measure]));
    }
  }
}
