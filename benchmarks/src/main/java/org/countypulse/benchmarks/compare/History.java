package org.countypulse.benchmarks.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.platform.process.ChildProcess;

/**
 * Our view on years of history: how fast it is in the beginning and at the end, what it keeps, and
 * how long it counts nothing when it is killed near the end. In the end every cell must be right.
 */
final class History {

  private static final long LOOK_MILLIS = 100;
  private static final long STANDSTILL_NANOS = 300_000_000_000L;

  /** Parts of the history: of 25 million events, from the first to the third million, say. */
  private static final double EARLY_FROM = 0.04;

  private static final double EARLY_TO = 0.12;
  private static final double LATE_FROM = 0.88;
  private static final double LATE_TO = 0.96;
  private static final double KILL_AT = 0.98;

  /** How many events were committed at a moment. */
  private record Mark(long nanoTime, long events) {}

  private final Course course;
  private final Workload workload;
  private final OurView view;
  private final List<Mark> marks = new ArrayList<>();
  private final Path state;
  private long mostMemory;

  History(Course course, Workload workload) {
    this.course = course;
    this.workload = workload;
    this.view = new OurView(workload);
    this.state = course.freshState(view.name());
  }

  /**
   * Counts all, with a kill.
   *
   * @return lines for the report
   * @throws Race.LostException if it ends, stands still, or a cell is wrong
   */
  List<String> run() {
    view.makeTopics(course);
    Race race = view.race(course);
    long events = workload.events();
    List<String> lines = new ArrayList<>();
    long killed;
    try (ChildProcess process = view.start(course, state)) {
      follow(race, process, (long) (events * KILL_AT));
      lines.addAll(speed(events));
      lines.add(sizes());
      killed = System.nanoTime();
      ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    long before = race.committed();
    if (before >= events) {
      throw new Race.LostException("All was counted before the kill: give it more events.");
    }
    try (ChildProcess process = view.start(course, state)) {
      follow(race, process, before + 1);
      lines.add(
          "* From a kill −9 with %,d events counted until the next ones count: %.1f s."
              .formatted(before, (System.nanoTime() - killed) / 1e9));
      race.watch(process);
      mostMemory = Math.max(mostMemory, Machine.mostMemory(process.pid()));
    }
    lines.add(
        "* Memory of the streams process: %,d MB at most. All %,d cells of the ledger are right."
            .formatted(mostMemory >> 20, race.findings().size()));
    return lines;
  }

  /** Waits until so many events are committed, and notes when how many were. */
  private void follow(Race race, ChildProcess process, long events) {
    Mark last = new Mark(System.nanoTime(), race.committed());
    while (last.events() < events) {
      Cluster.pause(LOOK_MILLIS);
      Mark now = new Mark(System.nanoTime(), race.committed());
      mostMemory = Math.max(mostMemory, Machine.mostMemory(process.pid()));
      if (now.events() > last.events()) {
        last = now;
        marks.add(now);
      } else if (!process.isAlive() || now.nanoTime() - last.nanoTime() > STANDSTILL_NANOS) {
        throw new Race.LostException(
            "%s after %,d events"
                .formatted(process.isAlive() ? "Nothing moves" : "It has ended", last.events()));
      }
    }
  }

  private List<String> speed(long events) {
    double early = rate((long) (events * EARLY_FROM), (long) (events * EARLY_TO));
    double late = rate((long) (events * LATE_FROM), (long) (events * LATE_TO));
    return List.of(
        "| events of history | events/s |",
        "|--:|--:|",
        "| %,.0f – %,.0f | %,.0f |".formatted(events * EARLY_FROM, events * EARLY_TO, early),
        "| %,.0f – %,.0f | %,.0f (%.0f %%) |"
            .formatted(events * LATE_FROM, events * LATE_TO, late, 100 * late / early),
        "");
  }

  private double rate(long from, long to) {
    Mark first = firstAfter(from);
    Mark last = firstAfter(to);
    return (last.events() - first.events()) * 1e9 / (last.nanoTime() - first.nanoTime());
  }

  private Mark firstAfter(long events) {
    return marks.stream().filter(mark -> mark.events() >= events).findFirst().orElseThrow();
  }

  private String sizes() {
    long counted = marks.get(marks.size() - 1).events();
    return "* State: %.0f bytes an event on disk, and %.0f in its topics on the broker."
        .formatted(
            (double) Folders.bytes(state) / counted, (double) internalTopicBytes() / counted);
  }

  /** What the broker keeps of the state: changelogs, and what is on its way between the steps. */
  private long internalTopicBytes() {
    return Cluster.answer(course.cluster().admin().describeLogDirs(List.of(1)).allDescriptions())
        .values()
        .stream()
        .map(Map::values)
        .flatMap(directories -> directories.stream())
        .flatMap(directory -> directory.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().topic().startsWith("countypulse."))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }
}
