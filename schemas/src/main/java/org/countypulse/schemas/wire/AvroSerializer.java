package org.countypulse.schemas.wire;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A small stand-in for Confluent's {@code KafkaAvroSerializer}, with its settings: those of {@link
 * HttpSchemaRegistry}, {@code value.subject.name.strategy}, and {@code auto.register.schemas} (here
 * false by default: a producer that may not invent schemas can't spoil a topic).
 */
public final class AvroSerializer implements Serializer<IndexedRecord> {

  public static final String REGISTRY_URL = RegistrySettings.URL;
  public static final String AUTO_REGISTER = "auto.register.schemas";
  static final String NORMALIZE = "normalize.schemas";
  private static final String USE_LATEST = "use.latest.version";

  private SchemaRegistry registry;
  private SubjectNames subjects = SubjectNames.TOPIC;
  private boolean autoRegister;

  /** For Kafka, which configures it afterwards. */
  public AvroSerializer() {}

  public AvroSerializer(SchemaRegistry registry, boolean autoRegister) {
    this.registry = registry;
    this.autoRegister = autoRegister;
  }

  /**
   * @throws ConfigException naming the setting that is missing, wrong, or not known to this
   *     serializer
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    if (isTrue(configs, USE_LATEST)) {
      throw new ConfigException(
          USE_LATEST + "=true needs Confluent's own serializer; this one writes its own schemas.");
    }
    registry = HttpSchemaRegistry.of(configs);
    subjects = SubjectNames.of(configs);
    autoRegister = isTrue(configs, AUTO_REGISTER);
  }

  private static boolean isTrue(Map<String, ?> configs, String name) {
    return RegistrySettings.text(configs, name).map(Boolean::parseBoolean).orElse(false);
  }

  @Override
  public byte[] serialize(String topic, IndexedRecord record) {
    if (record == null) {
      return null;
    }
    Schema schema = record.getSchema();
    String subject = subjects.subject(topic, schema);
    int id = autoRegister ? registry.register(subject, schema) : registry.idOf(subject, schema);
    return WireFormat.encode(id, record);
  }
}
