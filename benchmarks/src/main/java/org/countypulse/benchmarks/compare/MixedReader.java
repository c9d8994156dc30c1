package org.countypulse.benchmarks.compare;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.countypulse.platform.process.ChildProcess;

/**
 * Only reads all topics.
 *
 * @param decodes {@code nothing} or {@code everything}
 */
record MixedReader(String name, String title, String decodes, MixedLoad load) implements Contender {

  @Override
  public Figure run(Course course) {
    Peer.makeResults(course.cluster());
    Race race =
        new Race(
            course.cluster(),
            Set.of(name),
            MixedLoad.topics(),
            load.events(),
            Set.of(Peer.RESULTS),
            new Findings(
                Map.of(new Cell("all", 0, Totals.MEASURES.get(Totals.HELD)), load.events())),
            Peer::read);
    List<String> arguments =
        List.of(
            "bootstrap=" + course.cluster().bootstrap(),
            "registry=" + course.cluster().registryUrl(),
            "group=" + name,
            "events=" + String.join(",", MixedLoad.topics()),
            "count=" + load.events(),
            "results=" + Peer.RESULTS,
            "decodes=" + decodes);
    try (ChildProcess process =
        course.start(
            name,
            List.of(),
            ChildProcess.ownClassPath(),
            PlainConsumer.class.getName(),
            arguments)) {
      return race.watch(process);
    }
  }
}
