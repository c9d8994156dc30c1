package org.countypulse.benchmarks.flink;

import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Drills and participants by county, 30 days hopping by a day, in Flink SQL: it shares slices of a
 * day between the windows. Reads to the topic's end, then ends; the last windows are written then.
 */
public final class FlinkHop {

  private static final long DAY_MILLIS = 86_400_000;
  private static final int TRANSACTION_TIMEOUT_MILLIS = 600_000;
  private static final String QUERY =
      """
      SELECT county, window_end, COUNT(*), SUM(CAST(participants AS BIGINT))
      FROM TABLE(
        HOP(TABLE %s, DESCRIPTOR(happened), INTERVAL '1' DAY, INTERVAL '30' DAY))
      GROUP BY county, window_start, window_end
      """;

  /** As Flink's manual removes duplicates: the first row of each id stays. */
  private static final String DISTINCT =
      """
      SELECT county, participants, happened
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY arrived ASC) AS number
        FROM drills)
      WHERE number = 1
      """;

  private FlinkHop() {}

  /**
   * @param arguments {@code name=value} each: bootstrap; group; events and results, topics; written
   *     and wanted, files with Avro schemas; identified, one with the id; distinct, true or false;
   *     backend, rocksdb or hashmap; state, a folder; parallelism; checkpointMillis
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings =
        Arrays.stream(arguments)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    var environment = StreamExecutionEnvironment.createLocalEnvironment(configuration(settings));
    var tables = StreamTableEnvironment.create(environment);
    tables.createTemporaryView("drills", drills(environment, settings), columns());
    String counted = "drills";
    if (isDistinct(settings)) {
      counted = "distinct_drills";
      tables.createTemporaryView(counted, tables.sqlQuery(DISTINCT));
    }
    tables
        .toDataStream(tables.sqlQuery(QUERY.formatted(counted)))
        .sinkTo(results(settings))
        .name("results");
    environment.execute("hop");
  }

  private static boolean isDistinct(Map<String, String> settings) {
    return Boolean.parseBoolean(settings.get("distinct"));
  }

  private static Configuration configuration(Map<String, String> settings) {
    String state = Path.of(settings.get("state")).toUri().toString();
    return Configuration.fromMap(
        Map.of(
            "parallelism.default",
            settings.get("parallelism"),
            "taskmanager.numberOfTaskSlots",
            settings.get("parallelism"),
            "pipeline.object-reuse",
            "true",
            "table.local-time-zone",
            "UTC",
            "state.backend.type",
            settings.get("backend"),
            "taskmanager.memory.managed.size",
            "256m",
            "execution.checkpointing.interval",
            settings.get("checkpointMillis") + "ms",
            "execution.checkpointing.mode",
            "EXACTLY_ONCE",
            "execution.checkpointing.incremental",
            "true",
            "execution.checkpointing.dir",
            state));
  }

  private static DataStream<RowData> drills(
      StreamExecutionEnvironment environment, Map<String, String> settings) throws IOException {
    KafkaSource<RowData> source =
        KafkaSource.<RowData>builder()
            .setBootstrapServers(settings.get("bootstrap"))
            .setGroupId(settings.get("group"))
            .setTopics(settings.get("events"))
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(
                new DrillRows(
                    file(settings, "written"),
                    file(settings, isDistinct(settings) ? "identified" : "wanted")))
            .build();
    // Days are in order within each partition, and watermarks are kept by partition.
    WatermarkStrategy<RowData> watermarks =
        WatermarkStrategy.<RowData>forMonotonousTimestamps()
            .withTimestampAssigner((row, arrived) -> row.getInt(DrillRows.DAY) * DAY_MILLIS);
    return environment.fromSource(source, watermarks, "drills");
  }

  private static String file(Map<String, String> settings, String name) throws IOException {
    return Files.readString(Path.of(settings.get(name)));
  }

  private static Schema columns() {
    return Schema.newBuilder()
        .column("county", STRING())
        .column("participants", INT())
        .column("id", STRING())
        .columnByExpression("arrived", "PROCTIME()")
        .columnByMetadata("happened", TIMESTAMP_LTZ(3), "rowtime")
        .watermark("happened", "SOURCE_WATERMARK()")
        .build();
  }

  private static KafkaSink<org.apache.flink.types.Row> results(Map<String, String> settings) {
    return KafkaSink.<org.apache.flink.types.Row>builder()
        .setBootstrapServers(settings.get("bootstrap"))
        .setRecordSerializer(new ResultRecords(settings.get("results")))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(settings.get("group"))
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_TIMEOUT_MILLIS))
        .setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4")
        .build();
  }
}
