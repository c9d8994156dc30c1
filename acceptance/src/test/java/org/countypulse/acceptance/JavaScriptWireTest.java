package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.acceptance.ExamplesFolder.Folder;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.Samples;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two JavaScript clients of the schema registry write what we write, and read it. */
@ExtendWith({SharedPlatform.class, ExamplesFolder.class})
@Order(SharedPlatform.LATE)
class JavaScriptWireTest {

  private static final List<String> CLIENTS = List.of("kafkajs", "confluent");

  private record Sent(EventType type, JsonNode record, String hex) {}

  private final RunningPlatform platform;
  private final Folder examples;

  JavaScriptWireTest(RunningPlatform platform, Folder examples) {
    this.platform = platform;
    this.examples = examples;
  }

  @Test
  void everyEventTypeHasTheSameBytesAndIsReadByBothClients() throws IOException {
    examples.installPackages();
    List<Sent> events = events();

    List<JsonNode> answers = ask(events);

    assertThat(answers).hasSameSizeAs(events);
    for (int i = 0; i < events.size(); i++) {
      Sent sent = events.get(i);
      for (String client : CLIENTS) {
        JsonNode answer = answers.get(i).path(client);
        assertThat(answer.path("hex").asText())
            .as("what %s writes of %s", client, sent.record)
            .isEqualTo(sent.hex);
        assertThat(answer.path("record").toString())
            .as("what %s reads of %s", client, sent.type)
            .isEqualTo(sent.record.toString());
      }
    }
  }

  /** Each type's sample, in which every field is given, and a void of it, in which few are. */
  private List<Sent> events() {
    SchemaRegistry registry = new HttpSchemaRegistry(platform.registryUrl());
    List<Sent> events = new ArrayList<>();
    for (EventType type : EventTypes.ALL) {
      int id = registry.idOf(type.subject(), type.schema());
      Event sample = Samples.of(type);
      Event withdrawn =
          new Event(
              type,
              sample.eventId(),
              sample.schoolId(),
              sample.day(),
              sample.happenedAt(),
              sample.recordedAt(),
              sample.source(),
              sample.corrects(),
              true,
              null);
      for (Event event : List.of(sample, withdrawn)) {
        byte[] bytes = WireFormat.encode(id, event.toRecord());
        events.add(new Sent(type, json(event.toRecord()), HexFormat.of().formatHex(bytes)));
      }
    }
    return events;
  }

  private List<JsonNode> ask(List<Sent> events) throws IOException {
    Path script = examples.javascript().resolve("wire.js");
    try (InputStream source = getClass().getResourceAsStream("/javascript/wire.js")) {
      Files.write(script, source.readAllBytes());
    }
    List<String> lines = new ArrayList<>();
    for (Sent sent : events) {
      ObjectNode line = JsonNodeFactory.instance.objectNode().put("topic", sent.type.topic());
      line.put("hex", sent.hex).set("record", sent.record);
      lines.add(line.toString());
    }
    Files.write(examples.javascript().resolve("events.jsonl"), lines);
    Shell ran =
        Shell.run(
            examples.javascript(),
            "node wire.js %s < events.jsonl".formatted(platform.registryUrl()));
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    return ran.output().lines().map(RunningPlatform::json).toList();
  }

  /** As Node writes a Buffer into JSON: a decimal is the bytes of its number without the point. */
  private static JsonNode bytes(byte[] bytes) {
    ObjectNode buffer = JsonNodeFactory.instance.objectNode().put("type", "Buffer");
    ArrayNode data = buffer.putArray("data");
    for (byte one : bytes) {
      data.add(Byte.toUnsignedInt(one));
    }
    return buffer;
  }

  /** A record as these clients want it: plain members, days and milliseconds as numbers. */
  private static JsonNode json(Object value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (value instanceof IndexedRecord record) {
      ObjectNode object = json.objectNode();
      for (Schema.Field field : record.getSchema().getFields()) {
        object.set(field.name(), json(record.get(field.pos())));
      }
      return object;
    }
    if (value instanceof List<?> list) {
      return json.arrayNode().addAll(list.stream().map(JavaScriptWireTest::json).toList());
    }
    if (value instanceof LocalDate day) {
      return json.numberNode(day.toEpochDay());
    }
    if (value instanceof Instant instant) {
      return json.numberNode(instant.toEpochMilli());
    }
    if (value instanceof Boolean flag) {
      return json.booleanNode(flag);
    }
    if (value instanceof BigDecimal number) {
      return bytes(number.unscaledValue().toByteArray());
    }
    if (value instanceof Number number) {
      return json.numberNode(number.longValue());
    }
    return value == null ? json.nullNode() : json.textNode(value.toString());
  }
}
