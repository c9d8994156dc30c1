package org.countypulse.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code docs/topics.md} promises of the topics that others read holds for every row. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class LedgerTopicsTest {

  private final RunningPlatform platform;
  private final LedgersOnKafka kafka;
  private final SchemaRegistry registry;

  LedgerTopicsTest(RunningPlatform platform) {
    this.platform = platform;
    this.kafka = new LedgersOnKafka(platform);
    this.registry = new HttpSchemaRegistry(platform.registryUrl());
  }

  /** So that there is a row of each kind, and something in quarantine. */
  @BeforeEach
  void somethingIsTold() {
    ToldSchool school = ToldSchool.alone();
    ObjectNode drill = school.drill("2019-05-12", 800);
    ObjectNode corrected = school.drill("2019-05-13", 812);
    corrected.set("corrects", drill.get("id"));
    ObjectNode conflicting = school.drill("2019-05-14", 3);
    conflicting.set("id", corrected.get("id"));
    platform.send(school.registered(), drill, corrected, conflicting);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                platform
                        .get("/api/v1/schools/" + school.id() + "/account")
                        .at("/totals/received")
                        .asInt()
                    == 4);
  }

  @Test
  void everyRowIsAvroUnderAReadableKeyWhosePartsStandInTheValueAndNoneIsATombstone() {
    Set<String> seen = new TreeSet<>();
    schemas()
        .forEach(
            (topic, schema) -> {
              RecordDecoder<IndexedRecord> decoder = new RecordDecoder<>(registry, schema);
              for (ConsumerRecord<String, byte[]> row : kafka.read(topic)) {
                assertThat(row.value()).as("%s under %s", topic, row.key()).isNotEmpty();
                assertThat(row.key())
                    .as(topic)
                    .isEqualTo(key(decoder.decode(row.value())))
                    .matches("[^\\p{Cntrl}]+");
                seen.add(schema.getName());
              }
            });
    assertThat(seen)
        .as("kinds of rows that were looked at")
        .containsExactly(
            "EventNote",
            "LedgerCell",
            "SchoolAccount",
            "SchoolDays",
            "SchoolDigest",
            "SchoolHistory",
            "ViewVersion");
  }

  /** The fields that the schema names, joined; an empty last one is left out. */
  private static String key(IndexedRecord row) {
    List<String> parts = new ArrayList<>();
    for (String name : LedgerTopics.keyFields(row.getSchema())) {
      Schema.Field field = row.getSchema().getField(name);
      Object value = row.get(field.pos());
      String pattern = field.getProp("keyPattern");
      parts.add(
          pattern == null
              ? value.toString()
              : DateTimeFormatter.ofPattern(pattern).format((LocalDate) value));
    }
    if (parts.get(parts.size() - 1).isEmpty()) {
      parts.remove(parts.size() - 1);
    }
    return String.join("/", parts);
  }

  @Test
  void everyFieldOfEveryRegisteredSchemaSaysWhatItIs() {
    Map<String, Schema> all = schemas();
    EventTypes.ALL.forEach(type -> all.put(type.topic(), type.schema()));
    all.forEach(
        (topic, schema) -> {
          int id = registry.idOf(topic + "-value", schema);
          assertThatItIsExplained(topic, registry.byId(id));
        });
  }

  private static void assertThatItIsExplained(String where, Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        assertThat(schema.getDoc()).as(where).isNotBlank();
        for (Schema.Field field : schema.getFields()) {
          String name = where + "." + field.name();
          assertThat(field.doc()).as(name).isNotBlank();
          assertThatItIsExplained(name, field.schema());
        }
      }
      case ENUM -> assertThat(schema.getDoc()).as(where).isNotBlank();
      case ARRAY -> assertThatItIsExplained(where, schema.getElementType());
      case UNION -> schema.getTypes().forEach(branch -> assertThatItIsExplained(where, branch));
      default -> {}
    }
  }

  @Test
  void quarantineKeepsTheReasonsInHeadersAndTheirPlaceInTheKey() {
    List<ConsumerRecord<String, byte[]>> records = kafka.read(LedgerTopics.QUARANTINE);
    assertThat(records).isNotEmpty();
    for (ConsumerRecord<String, byte[]> record : records) {
      Map<String, String> headers = new HashMap<>();
      for (Header header : record.headers()) {
        headers.put(header.key(), new String(header.value(), UTF_8));
      }
      assertThat(headers).as(record.key()).containsKeys(always());
      assertThat(QuarantineHeaders.DOCS.keySet()).containsAll(headers.keySet());
      assertThat(record.key())
          .isEqualTo(
              String.join(
                  "/",
                  headers.get(QuarantineHeaders.VIEW),
                  "v" + headers.get(QuarantineHeaders.VERSION),
                  headers.get(QuarantineHeaders.TOPIC),
                  headers.get(QuarantineHeaders.PARTITION),
                  headers.get(QuarantineHeaders.OFFSET)));
      boolean released = headers.get(QuarantineHeaders.STATUS).equals(QuarantineHeaders.RELEASED);
      assertThat(record.value()).as("no tombstone").isNotNull();
      assertThat(released).isEqualTo(record.value().length == 0);
      assertThat(released).isNotEqualTo(headers.containsKey(QuarantineHeaders.REASON));
    }
  }

  private static String[] always() {
    return QuarantineHeaders.ALWAYS.toArray(String[]::new);
  }

  @Test
  void theTopicsAreCompactedAndInACompressionThatEveryClientUnderstands() throws Exception {
    Set<String> topics = new TreeSet<>(schemas().keySet());
    topics.add(LedgerTopics.QUARANTINE);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
      Map<ConfigResource, Config> configs =
          admin
              .describeConfigs(
                  topics.stream()
                      .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                      .toList())
              .all()
              .get();
      assertThat(configs).hasSameSizeAs(topics);
      configs.forEach(
          (topic, config) -> {
            assertThat(config.get("cleanup.policy").value()).as("%s", topic).isEqualTo("compact");
            assertThat(config.get("compression.type").value()).as("%s", topic).isEqualTo("gzip");
          });
    }
  }

  /** All readers' topics with the schema of their values. */
  private static Map<String, Schema> schemas() {
    Map<String, Schema> schemas = new HashMap<>();
    for (CountyView view : Views.ALL) {
      schemas.putAll(view.topics().schemas());
    }
    schemas.put(LedgerTopics.VIEWS, ViewVersion.getClassSchema());
    return schemas;
  }
}
