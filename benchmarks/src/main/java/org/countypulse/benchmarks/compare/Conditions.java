package org.countypulse.benchmarks.compare;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.utils.AppInfoParser;

/** Under what conditions a measurement holds. */
final class Conditions {

  private Conditions() {}

  /**
   * Lines for the report.
   *
   * @param root the project's folder
   */
  static List<String> of(Course course, Path root) {
    return List.of(
        "* %s; %s, the broker on the same machine."
            .formatted(LocalDate.now(ZoneOffset.UTC), Machine.description()),
        "* Kafka %s, Avro %s, Flink %s with its connector's own Kafka client."
            .formatted(
                AppInfoParser.getVersion(),
                Schema.class.getPackage().getImplementationVersion(),
                Contenders.flinkVersion(root)),
        "* Each counts in a process of its own, `java %s`, with %d threads and a commit or checkpoint every %,d ms, exactly once. The broker: `java %s`."
            .formatted(
                String.join(" ", course.jvmOptions()),
                Course.THREADS,
                Course.COMMIT_MILLIS,
                String.join(" ", Cluster.BROKER_OPTIONS)));
  }
}
