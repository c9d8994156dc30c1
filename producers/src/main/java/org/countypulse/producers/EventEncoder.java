package org.countypulse.producers;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.wire.WireFormat;

/**
 * Writes events of one type as Avro binary, byte for byte as Avro's own writer does, but without
 * making a record of each event and walking its schema: what is to be written where is worked out
 * once for the type. What it has not been taught it leaves to Avro.
 */
public final class EventEncoder {

  private static final Map<EventType, EventEncoder> ENCODERS = new ConcurrentHashMap<>();
  private static final byte MAGIC = 0;

  /** The envelope that {@link #envelope} writes; another one is left to Avro. */
  private static final List<String> ENVELOPE =
      List.of(
          "eventId:string",
          "schoolId:string",
          "day:date",
          "happenedAt:timestamp-millis",
          "recordedAt:timestamp-millis",
          "source:string",
          "corrects:null|string",
          "voided:boolean",
          "data:null|record");

  /** Writes a value of one schema. */
  private interface ValueWriter {
    void write(Object value, Output out);
  }

  /** Of an event that Avro must write. */
  private static final class NotTaughtException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTaughtException(String what) {
      super(what, null, false, false);
    }
  }

  /** By the position of the data's field; null if the schema is left to Avro. */
  private final ValueWriter[] fields;

  private EventEncoder(EventType type) {
    ValueWriter[] writers = null;
    try {
      if (type.schema().getFields().stream()
          .map(EventEncoder::described)
          .toList()
          .equals(ENVELOPE)) {
        writers =
            type.dataSchema().getFields().stream()
                .map(field -> writer(field.schema()))
                .toArray(ValueWriter[]::new);
      }
    } catch (NotTaughtException e) {
      // Avro will do it.
    }
    fields = writers;
  }

  /** The encoder of a type's events. */
  public static EventEncoder of(EventType type) {
    EventEncoder known = ENCODERS.get(type);
    return known == null ? ENCODERS.computeIfAbsent(type, EventEncoder::new) : known;
  }

  private static String described(Schema.Field field) {
    return field.name() + ":" + described(field.schema());
  }

  private static String described(Schema schema) {
    if (schema.isUnion()) {
      return String.join("|", schema.getTypes().stream().map(EventEncoder::described).toList());
    }
    return schema.getLogicalType() == null
        ? schema.getType().getName().equals(schema.getFullName())
            ? schema.getFullName()
            : schema.getType().getName()
        : schema.getLogicalType().getName();
  }

  /** Whether it writes these events itself; for tests, since the bytes don't tell. */
  boolean isTaught() {
    return fields != null;
  }

  /** The event in Confluent's wire format under that schema id. */
  public byte[] encode(int schemaId, Event event) {
    Output out = new Output();
    out.raw(MAGIC);
    out.raw((byte) (schemaId >>> 24));
    out.raw((byte) (schemaId >>> 16));
    out.raw((byte) (schemaId >>> 8));
    out.raw((byte) schemaId);
    return written(event, out, event.recordedAt(), event.source())
        ? out.toBytes()
        : WireFormat.encode(schemaId, event.toRecord());
  }

  /**
   * What makes two copies of an event equal: all that it says but who sent it and when it was
   * recorded.
   */
  public byte[] comparable(Event event) {
    Output out = new Output();
    return written(event, out, Instant.EPOCH, "")
        ? out.toBytes()
        : WireFormat.body(
            new Event(
                    event.type(),
                    event.eventId(),
                    event.schoolId(),
                    event.day(),
                    event.happenedAt(),
                    Instant.EPOCH,
                    "",
                    event.corrects(),
                    event.voided(),
                    event.data())
                .toRecord());
  }

  /** Whether all of it was written; else Avro says what is wrong with the event. */
  private boolean written(Event event, Output out, Instant recordedAt, String source) {
    if (fields == null) {
      return false;
    }
    try {
      envelope(event, out, recordedAt, source);
      data(event.data(), out);
      return true;
    } catch (NotTaughtException | NullPointerException | ClassCastException e) {
      return false;
    }
  }

  private static void envelope(Event event, Output out, Instant recordedAt, String source) {
    out.text(event.eventId());
    out.text(event.schoolId());
    out.number(event.day().toEpochDay());
    out.number(event.happenedAt().toEpochMilli());
    out.number(recordedAt.toEpochMilli());
    out.text(source);
    if (event.corrects() == null) {
      out.number(0);
    } else {
      out.number(1);
      out.text(event.corrects());
    }
    out.raw((byte) (event.voided() ? 1 : 0));
  }

  private void data(SpecificRecord data, Output out) {
    if (data == null) {
      out.number(0);
      return;
    }
    out.number(1);
    for (int i = 0; i < fields.length; i++) {
      fields[i].write(data.get(i), out);
    }
  }

  private static ValueWriter writer(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
        && schema.getType() == Schema.Type.BYTES) {
      return decimal(decimal.getScale());
    }
    if (AvroFields.isDate(schema)) {
      return (value, out) -> out.number(((LocalDate) value).toEpochDay());
    }
    if (schema.getLogicalType() != null) {
      throw new NotTaughtException(schema.toString());
    }
    return switch (schema.getType()) {
      case STRING -> (value, out) -> out.text((String) value);
      case INT -> (value, out) -> out.number((Integer) value);
      case LONG -> (value, out) -> out.number((Long) value);
      case BOOLEAN -> (value, out) -> out.raw((byte) ((Boolean) value ? 1 : 0));
      case ENUM -> (value, out) -> out.number(schema.getEnumOrdinal(value.toString()));
      case ARRAY -> list(writer(schema.getElementType()));
      case UNION -> optional(schema);
      default -> throw new NotTaughtException(schema.toString());
    };
  }

  private static ValueWriter decimal(int scale) {
    return (value, out) -> {
      BigDecimal number = (BigDecimal) value;
      if (number.scale() != scale) {
        throw new NotTaughtException("another scale");
      }
      byte[] unscaled = number.unscaledValue().toByteArray();
      out.number(unscaled.length);
      out.raw(unscaled);
    };
  }

  private static ValueWriter list(ValueWriter item) {
    return (value, out) -> {
      List<?> items = (List<?>) value;
      if (!items.isEmpty()) {
        out.number(items.size());
        items.forEach(one -> item.write(one, out));
      }
      out.number(0);
    };
  }

  /** A union of null and one other. */
  private static ValueWriter optional(Schema union) {
    List<Schema> branches = new ArrayList<>(union.getTypes());
    int nothing = branches.stream().map(Schema::getType).toList().indexOf(Schema.Type.NULL);
    if (branches.size() != 2 || nothing < 0) {
      throw new NotTaughtException(union.toString());
    }
    ValueWriter something = writer(branches.get(1 - nothing));
    return (value, out) -> {
      if (value == null) {
        out.number(nothing);
      } else {
        out.number(1 - nothing);
        something.write(value, out);
      }
    };
  }

  /** Bytes that grow. */
  private static final class Output {
    private static final int USUAL_BYTES = 256;
    private static final int MOST_BYTES_OF_A_NUMBER = 10;

    private byte[] bytes = new byte[USUAL_BYTES];
    private int size;

    void raw(byte one) {
      room(1);
      bytes[size++] = one;
    }

    void raw(byte[] some) {
      room(some.length);
      System.arraycopy(some, 0, bytes, size, some.length);
      size += some.length;
    }

    /** As Avro writes int, long, lengths and indexes alike: zigzag, seven bits a byte. */
    void number(long number) {
      room(MOST_BYTES_OF_A_NUMBER);
      long rest = (number << 1) ^ (number >> 63);
      while ((rest & ~0x7FL) != 0) {
        bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      bytes[size++] = (byte) rest;
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      raw(utf8);
    }

    private void room(int more) {
      if (bytes.length - size < more) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
      }
    }

    byte[] toBytes() {
      return Arrays.copyOf(bytes, size);
    }
  }
}
