package org.countypulse.platform.documents;

import static org.countypulse.platform.documents.Shapes.json;
import static org.countypulse.platform.documents.Shapes.oneOf;
import static org.countypulse.platform.documents.Shapes.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.streams.Topics;

/**
 * What stands in which Kafka topic, as an AsyncAPI 3.0 document. The platform receives events and
 * sends rows; whoever reads the document does the opposite.
 */
final class AsyncApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AVRO_SCHEMA = "application/vnd.apache.avro+json;version=1.9.0";
  private static final String AVRO_VALUE = "avro/binary";
  private static final String BINDING = "0.5.0";

  /** Settings of a topic that AsyncAPI knows as numbers; it knows the others as texts. */
  private static final List<String> NUMBERS =
      List.of("retention.ms", "retention.bytes", "delete.retention.ms", "max.message.bytes");

  private final Map<String, EventType> eventTypes =
      EventTypes.ALL.stream().collect(Collectors.toMap(EventType::topic, type -> type));
  private final Map<String, Schema> schemas = new TreeMap<>(Topics.schemas());
  private final ObjectNode channels = json();
  private final ObjectNode operations = json();
  private final ObjectNode messages = json();

  private AsyncApi() {}

  static ObjectNode document() {
    return new AsyncApi().build();
  }

  private ObjectNode build() {
    Topics.wanted(1, (short) 1).stream()
        .sorted(Comparator.comparing(NewTopic::name))
        .forEach(this::add);
    ObjectNode document = json("asyncapi", "3.0.0");
    document.set("info", Documents.info("Kafka topics"));
    document.put("defaultContentType", AVRO_VALUE);
    document.set("servers", servers());
    document.set("channels", channels);
    document.set("operations", operations);
    document.putObject("components").set("messages", messages);
    return document;
  }

  private static ObjectNode servers() {
    ObjectNode servers = json();
    ObjectNode kafka =
        servers.putObject("kafka").put("host", "{bootstrap}").put("protocol", "kafka");
    kafka.put("description", "The platform prints both addresses when it starts.");
    kafka
        .putObject("variables")
        .putObject("bootstrap")
        .put("default", "127.0.0.1:9092")
        .put("description", "Set the embedded broker's port with --kafka-port.");
    kafka
        .putObject("bindings")
        .putObject("kafka")
        .put("schemaRegistryUrl", "http://127.0.0.1:8081/apis/ccompat/v7")
        .put("schemaRegistryVendor", "confluent")
        .put("bindingVersion", BINDING);
    return servers;
  }

  private void add(NewTopic topic) {
    EventType event = eventTypes.get(topic.name());
    String id = id(topic);
    ObjectNode channel = channels.putObject(id).put("address", topic.name());
    channel.put("description", describe(topic));
    channel.putObject("messages").putObject("row").put("$ref", "#/components/messages/" + id);
    channel.putObject("bindings").set("kafka", settings(topic));
    ObjectNode operation = operations.putObject((event == null ? "write_" : "read_") + id);
    operation.put("action", event == null ? "send" : "receive");
    operation.putObject("channel").put("$ref", "#/channels/" + id);
    messages.set(id, message(topic));
  }

  private static String id(NewTopic topic) {
    return topic.name().replace('.', '_');
  }

  private Optional<Schema> schema(NewTopic topic) {
    return Optional.ofNullable(schemas.get(topic.name()));
  }

  private String describe(NewTopic topic) {
    return schema(topic)
        .map(Schema::getDoc)
        .orElse(
            "Records that are not believed. The value is the original one, untouched, or the"
                + " beginning of a huge one; empty if it is believed after all. Why it is not"
                + " believed stands in the headers.");
  }

  /** The settings with which the topic is made. */
  private static ObjectNode settings(NewTopic topic) {
    ObjectNode binding = json("topic", topic.name());
    ObjectNode settings = binding.putObject("topicConfiguration");
    new TreeMap<>(topic.configs())
        .forEach(
            (name, value) -> {
              if (name.equals("cleanup.policy")) {
                settings.putArray(name).add(value);
              } else if (NUMBERS.contains(name)) {
                settings.put(name, Long.parseLong(value));
              } else {
                settings.put(name, value);
              }
            });
    return binding.put("bindingVersion", BINDING);
  }

  private ObjectNode message(NewTopic topic) {
    Schema schema = schema(topic).orElse(null);
    ObjectNode message = json("name", schema == null ? "Quarantined" : schema.getName());
    message.put("summary", describe(topic));
    ObjectNode kafka = message.putObject("bindings").putObject("kafka");
    kafka.set("key", key(topic, schema));
    if (schema == null) {
      message.put("contentType", "application/octet-stream");
      message.set("headers", quarantineHeaders());
    } else {
      message.put("contentType", AVRO_VALUE);
      ObjectNode payload = message.putObject("payload").put("schemaFormat", AVRO_SCHEMA);
      payload.set("schema", parsed(schema));
      kafka.put("schemaIdLocation", "payload").put("schemaIdPayloadEncoding", "confluent");
      kafka.put("schemaLookupStrategy", "TopicNameStrategy");
    }
    kafka.put("bindingVersion", BINDING);
    return message;
  }

  private static JsonNode parsed(Schema schema) {
    try {
      return JSON.readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Avro writes its schemas as JSON", e);
    }
  }

  private ObjectNode key(NewTopic topic, Schema schema) {
    if (eventTypes.containsKey(topic.name())) {
      return text(
          "The school's id, as the value has it, in UTF-8; partitioned by its murmur2 hash, as"
              + " Java's producer does.");
    }
    if (schema == null) {
      return text("Text in UTF-8, of the headers: {view}/v{version}/{topic}/{partition}/{offset}");
    }
    if (schema.getObjectProp("key") == null) {
      return text("Text in UTF-8 that does not stand in the value.");
    }
    return text(
        "Text in UTF-8, of the value's fields: "
            + LedgerTopics.keyFields(schema).stream()
                .map(field -> "{" + field + "}")
                .collect(Collectors.joining("/")));
  }

  private static ObjectNode quarantineHeaders() {
    ObjectNode headers = json("type", "object", "description", "All UTF-8 text.");
    ObjectNode properties = headers.putObject("properties");
    Map<String, String> docs = new LinkedHashMap<>(QuarantineHeaders.DOCS);
    docs.forEach((name, doc) -> properties.set(name, text(doc)));
    properties.set(
        QuarantineHeaders.STATUS,
        oneOf(
            docs.get(QuarantineHeaders.STATUS),
            List.of(QuarantineHeaders.QUARANTINED, QuarantineHeaders.RELEASED)));
    properties.set(
        QuarantineHeaders.REASON,
        oneOf(
            docs.get(QuarantineHeaders.REASON),
            Arrays.stream(QuarantineReason.values()).map(QuarantineReason::word).toList()));
    ArrayNode required = headers.putArray("required");
    QuarantineHeaders.ALWAYS.forEach(required::add);
    return headers;
  }
}
