package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.countypulse.benchmarks.compare.Peer.Program;
import org.countypulse.platform.process.ChildProcess;

/** Everybody who counts, in the order of the table. */
final class Contenders {

  static final String RAW_DECODED = "raw-decode";
  static final String FLINK_ROCKSDB = "flink-rocksdb";

  /** Stock Kafka Streams would take minutes for all; hopping windows write 30 entries an event. */
  static final long FOR_STOCK_DAYS = 1_000_000;

  static final long FOR_STOCK_HOPS = 300_000;

  private static final long ALL_EVENTS = Long.MAX_VALUE;

  private Contenders() {}

  /**
   * @param root the project's folder
   */
  static List<Contender> all(Path root, Workload workload) {
    return List.of(
        new Peer("raw", "one consumer, bytes only", plain("nothing"), 0, ALL_EVENTS, workload),
        new Peer(
            RAW_DECODED,
            "one consumer + Avro generic records",
            plain("drills"),
            1,
            ALL_EVENTS,
            workload),
        new Peer(
            "streams-source",
            "Kafka Streams, reading bytes and doing nothing",
            stockStreams(0),
            0,
            ALL_EVENTS,
            workload),
        new Peer(
            "streams-1d",
            "Kafka Streams DSL, 1-day tumbling windows",
            stockStreams(1),
            1,
            FOR_STOCK_DAYS,
            workload),
        new Peer(
            "streams-30d",
            "Kafka Streams DSL, 30 days hopping by 1 day",
            stockStreams(30),
            30,
            FOR_STOCK_HOPS,
            workload),
        new Peer(
            FLINK_ROCKSDB,
            "Flink SQL, HOP 30 days by 1 day, RocksDB",
            flink(root, "rocksdb", false),
            30,
            ALL_EVENTS,
            workload),
        new Peer(
            "flink-heap",
            "Flink SQL, HOP 30 days by 1 day, on the heap",
            flink(root, "hashmap", false),
            30,
            ALL_EVENTS,
            workload),
        new Peer(
            "flink-distinct",
            "Flink SQL on RocksDB, each id counted once",
            flink(root, "rocksdb", true),
            30,
            ALL_EVENTS,
            workload),
        new OurView(workload),
        new OurRebuild(workload));
  }

  /** As the name of its jar says. */
  static String flinkVersion(Path root) {
    try (var jars = Files.newDirectoryStream(flinkTarget(root).resolve("lib"), "flink-core-2*")) {
      return jars.iterator().next().getFileName().toString().replaceAll("flink-core-|\\.jar", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path flinkTarget(Path root) {
    return root.resolve("benchmarks/flink/target");
  }

  private static Program plain(String decodes) {
    return new Program(
        PlainConsumer.class.getName(),
        ChildProcess.ownClassPath(),
        List.of(),
        List.of("decodes=" + decodes));
  }

  private static Program stockStreams(int windowDays) {
    return new Program(
        StockStreams.class.getName(),
        ChildProcess.ownClassPath(),
        List.of(),
        List.of("windowDays=" + windowDays));
  }

  /** Flink reaches into the JDK, and says so for Java 17. */
  private static Program flink(Path root, String backend, boolean distinct) {
    Path target = flinkTarget(root);
    return new Program(
        "org.countypulse.benchmarks.flink.FlinkHop",
        target.resolve("classes") + ":" + target.resolve("lib/*"),
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED"),
        List.of("backend=" + backend, "distinct=" + distinct));
  }
}
