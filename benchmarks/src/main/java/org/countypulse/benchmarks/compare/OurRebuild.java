package org.countypulse.benchmarks.compare;

import java.util.List;
import org.countypulse.domain.CountyView;
import org.countypulse.platform.process.ChildProcess;

/** The next version of the view {@code safety-drills}, built from history. */
final class OurRebuild implements Contender {

  static final CountyView VERSION = OurView.VIEW.version(2);

  private final Workload workload;

  OurRebuild(Workload workload) {
    this.workload = workload;
  }

  @Override
  public String name() {
    return "rebuild";
  }

  @Override
  public String title() {
    return "CountyPulse, rebuild of safety-drills";
  }

  @Override
  public Figure run(Course course) {
    OurView.makeTopics(course, List.of(VERSION));
    Race race = OurView.race(course, VERSION, workload);
    try (ChildProcess process =
        course.start(
            name(),
            course.ownJvmOptions(),
            ChildProcess.ownClassPath(),
            Rebuilding.class.getName(),
            List.of(
                "bootstrap=" + course.cluster().bootstrap(),
                "registry=" + course.cluster().registryUrl(),
                "threads=" + Course.THREADS,
                "state=" + course.freshState(name())))) {
      return race.watch(process);
    }
  }
}
