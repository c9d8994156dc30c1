package org.countypulse.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;

/**
 * A frozen version of an event type's schema, with the event that was written with it.
 *
 * @param sample {@link Samples#of} its type, as Avro binary
 */
public record Frozen(EventType type, int number, Schema schema, byte[] sample) {

  /** All versions of all types, as they stand in {@code src/test/resources/frozen}. */
  public static List<Frozen> all() {
    return EventTypes.ALL.stream().flatMap(type -> of(type).stream()).toList();
  }

  /** All versions of a type, the first one first. */
  public static List<Frozen> of(EventType type) {
    List<Frozen> versions = new ArrayList<>();
    for (int number = 1; ; number++) {
      byte[] schema = resource(type, number, "avsc");
      if (schema == null) {
        return versions;
      }
      versions.add(
          new Frozen(
              type,
              number,
              new Schema.Parser().parse(new String(schema, StandardCharsets.UTF_8)),
              resource(type, number, "bin")));
    }
  }

  private static byte[] resource(EventType type, int number, String kind) {
    String name = "/frozen/%s/v%d.%s".formatted(type.name(), number, kind);
    try (InputStream stream = Frozen.class.getResourceAsStream(name)) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample as a producer of that version would have sent it. */
  public byte[] value(SchemaRegistry registry) {
    return ByteBuffer.allocate(sample.length + 5)
        .put((byte) 0)
        .putInt(registry.register(type.subject(), schema))
        .put(sample)
        .array();
  }

  /** The event that it must be read as, not taken from the bytes. */
  public Event asOfToday() {
    Event today = Samples.of(type);
    SpecificRecord data = (SpecificRecord) SpecificData.get().newRecord(null, type.dataSchema());
    for (Schema.Field field : type.dataSchema().getFields()) {
      boolean known = knew(field);
      data.put(
          field.pos(),
          known ? today.data().get(field.pos()) : SpecificData.get().getDefaultValue(field));
    }
    return new Event(
        type,
        today.eventId(),
        today.schoolId(),
        today.day(),
        today.happenedAt(),
        today.recordedAt(),
        today.source(),
        today.corrects(),
        today.voided(),
        data);
  }

  private boolean knew(Schema.Field field) {
    Schema then = schema.getField("data").schema().getTypes().get(1);
    return then.getField(field.name()) != null
        || field.aliases().stream().anyMatch(alias -> then.getField(alias) != null);
  }

  /** The event as its bytes are read today. */
  public Event read() {
    IndexedRecord record = WireFormat.decode(sample, 0, WireFormat.reader(schema, type.schema()));
    return Event.of(type, record);
  }

  @Override
  public String toString() {
    return type.name() + " v" + number;
  }
}
