package org.countypulse.producers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;

/**
 * Gives events to the serializer that the settings name. Of what our own one writes only the
 * schema's id can't be foretold: once it is known for a type, {@link EventEncoder} writes the same
 * bytes in less time.
 */
public final class EventSerializer implements Serializer<Event> {

  /** The setting that names the serializer for records; Kafka's own names this class. */
  static final String NAMED = "countypulse.value.serializer";

  private final Map<EventType, Integer> schemaIds = new ConcurrentHashMap<>();
  private Serializer<IndexedRecord> named;

  /** For Kafka, which configures it afterwards. */
  public EventSerializer() {}

  @Override
  @SuppressWarnings("unchecked")
  public void configure(Map<String, ?> configs, boolean isKey) {
    Map<String, Object> theirs = new HashMap<>(configs);
    Object name = theirs.remove(NAMED);
    theirs.put(ValueFormat.SERIALIZER, name);
    try {
      named =
          (Serializer<IndexedRecord>)
              (name instanceof Class<?> type
                  ? Utils.newInstance(type)
                  : Utils.newInstance(String.valueOf(name), Serializer.class));
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          ValueFormat.SERIALIZER, name, "Class " + name + " could not be found.");
    }
    named.configure(theirs, isKey);
  }

  @Override
  public byte[] serialize(String topic, Event event) {
    throw new UnsupportedOperationException("Kafka gives the headers, too.");
  }

  @Override
  public byte[] serialize(String topic, Headers headers, Event event) {
    Integer known = schemaIds.get(event.type());
    return known == null
        ? byTheNamedOne(topic, headers, event)
        : EventEncoder.of(event.type()).encode(known, event);
  }

  private byte[] byTheNamedOne(String topic, Headers headers, Event event) {
    byte[] bytes = named.serialize(topic, headers, event.toRecord());
    if (named instanceof AvroSerializer) {
      int id = WireFormat.schemaId(bytes);
      if (Arrays.equals(bytes, EventEncoder.of(event.type()).encode(id, event))) {
        schemaIds.put(event.type(), id);
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    if (named != null) {
      named.close();
    }
  }
}
