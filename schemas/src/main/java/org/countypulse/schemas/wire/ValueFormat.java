package org.countypulse.schemas.wire;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;

/**
 * How records become values in Kafka, and come back: by our own code, or by the serializer and
 * deserializer that the settings name, Confluent's above all. Safe for use by many threads; its
 * decoders are not.
 */
public interface ValueFormat extends AutoCloseable {

  /** The setting that names a serializer other than ours. */
  String SERIALIZER = "value.serializer";

  /** The setting that names a deserializer other than ours. */
  String DESERIALIZER = "value.deserializer";

  /**
   * The record as a value of a topic. Its schema must be registered, unless {@code
   * auto.register.schemas} allows to register it now.
   *
   * @throws UnknownSchemaException if it is not
   * @throws RegistryUnavailableException if that can't be told now
   */
  byte[] encode(String topic, IndexedRecord row);

  /** An encoder of many values of a topic, for one thread. */
  ValueEncoder encoder(String topic, Schema schema);

  /** A decoder of a topic's values, for one thread. */
  <T extends IndexedRecord> ValueDecoder<T> decoder(String topic, Schema wanted);

  /** Under which subjects it looks for schemas. */
  SubjectNames subjects();

  @Override
  default void close() {}

  /** Our own. */
  static ValueFormat of(SchemaRegistry registry) {
    return new OwnFormat(registry, SubjectNames.TOPIC);
  }

  /**
   * The format that the settings ask for.
   *
   * @param settings {@code value.serializer} and {@code value.deserializer}, either of which may be
   *     missing, and whatever these classes want to know
   * @throws ConfigException if they name classes that are not there, or refuse the settings
   */
  static ValueFormat of(SchemaRegistry registry, Map<String, ?> settings) {
    return NamedFormat.isWanted(settings)
        ? NamedFormat.of(registry, settings)
        : new OwnFormat(registry, SubjectNames.of(settings));
  }
}
