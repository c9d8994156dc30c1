package org.countypulse.schemas.wire;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A small stand-in for Confluent's {@code KafkaAvroSerializer}, with its settings: {@code
 * schema.registry.url} and {@code auto.register.schemas} (here false by default: a producer that
 * may not invent schemas can't spoil a topic).
 */
public final class AvroSerializer implements Serializer<IndexedRecord> {

  public static final String REGISTRY_URL = "schema.registry.url";
  public static final String AUTO_REGISTER = "auto.register.schemas";

  private SchemaRegistry registry;
  private boolean autoRegister;

  /** For Kafka, which configures it afterwards. */
  public AvroSerializer() {}

  public AvroSerializer(SchemaRegistry registry, boolean autoRegister) {
    this.registry = registry;
    this.autoRegister = autoRegister;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    Object url = configs.get(REGISTRY_URL);
    if (url == null) {
      throw new ConfigException(REGISTRY_URL + " is missing: give the schema registry's address.");
    }
    registry = HttpSchemaRegistry.at(url.toString());
    Object auto = configs.get(AUTO_REGISTER);
    autoRegister = auto != null && Boolean.parseBoolean(auto.toString());
  }

  @Override
  public byte[] serialize(String topic, IndexedRecord record) {
    if (record == null) {
      return null;
    }
    Schema schema = record.getSchema();
    String subject = topic + "-value";
    int id = autoRegister ? registry.register(subject, schema) : registry.idOf(subject, schema);
    return WireFormat.encode(id, record);
  }
}
