package org.countypulse.domain.posting;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.countypulse.domain.Fingerprints;

/**
 * What an event's data says, as bytes that stay the same while its schema changes as schemas may
 * change (HACKING.md). Avro's bytes don't: one more optional field is one more byte, and a copy of
 * an old event would no longer equal it. Here a field stands under an id made of its oldest name,
 * in the order of the ids, and one that says what its default says is left out; a symbol of an
 * enumeration stands by its name; a value that may be null stands as if it might not.
 *
 * <p>The bytes tell their own shape, so that what one program has put into its state another can
 * read: {@link #read}. Everything is worked out once for a schema. Safe for use by many threads.
 */
final class StableData {

  private static final int END = 0;
  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int WHOLE = 3;
  private static final int TEXT = 4;
  private static final int BYTES = 5;
  private static final int DECIMAL = 6;
  private static final int SYMBOL = 7;
  private static final int LIST = 8;
  private static final int RECORD = 9;

  /** Writes and reads values of one schema. */
  private interface Value {
    void write(Object value, Packer to);

    /** Reads what stands behind the kind. */
    Object read(int kind, Unpacker from);
  }

  /**
   * @param id of its oldest name; its first bit is set, so that it is never taken for the end
   * @param byDefault what its default says, as bytes; null if it has none
   */
  private record Field(int id, int position, Value value, byte[] byDefault, Schema.Field field) {

    /** Most defaults are null, and most of such fields are. */
    boolean isNullByDefault() {
      return byDefault != null && byDefault[0] == NULL;
    }
  }

  private final Schema schema;
  private final Field[] fields;
  private final Map<Integer, Field> byId = new HashMap<>();

  /**
   * @throws IllegalArgumentException if the schema has what this class has not been taught
   */
  StableData(Schema schema) {
    this.schema = schema;
    this.fields =
        schema.getFields().stream()
            .map(StableData::field)
            .sorted(Comparator.comparingInt(Field::id))
            .toArray(Field[]::new);
    for (Field field : fields) {
      Field other = byId.put(field.id(), field);
      if (other != null) {
        throw new IllegalArgumentException(
            "In %s the names of %s and %s give one id; rename one of them."
                .formatted(schema.getFullName(), other.field().name(), field.field().name()));
      }
    }
  }

  private static Field field(Schema.Field field) {
    Value value = value(field.schema());
    byte[] byDefault = null;
    if (field.hasDefaultValue()) {
      Packer packer = new Packer();
      value.write(SpecificData.get().getDefaultValue(field), packer);
      byDefault = packer.done();
    }
    return new Field(id(oldestName(field)), field.pos(), value, byDefault, field);
  }

  /** A renamed field lists its former names as aliases, the oldest first. */
  private static String oldestName(Schema.Field field) {
    return field.aliases().stream().findFirst().orElse(field.name());
  }

  private static int id(String name) {
    byte[] hash = Fingerprints.of(name.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(hash).getInt() | Integer.MIN_VALUE;
  }

  void write(IndexedRecord record, Packer to) {
    for (Field field : fields) {
      Object value = record.get(field.position());
      if (value == null && field.isNullByDefault()) {
        continue;
      }
      int before = to.size();
      to.fixed(field.id());
      int from = to.size();
      field.value().write(value, to);
      if (field.byDefault() != null && to.endsWith(from, field.byDefault())) {
        to.cut(before);
      }
    }
    to.single(END);
  }

  byte[] bytes(IndexedRecord record) {
    Packer packer = new Packer();
    write(record, packer);
    return packer.done();
  }

  /**
   * The record that some program, of this or of another schema, wrote.
   *
   * @throws IllegalStateException if it says what this program does not know
   */
  IndexedRecord read(byte[] bytes) {
    return read(new Unpacker(bytes));
  }

  private IndexedRecord read(Unpacker from) {
    IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
    boolean[] given = new boolean[schema.getFields().size()];
    for (int first = from.single(); first != END; first = from.single()) {
      int id = first << 24 | (from.single() & 0xFF) << 16;
      id |= (from.single() & 0xFF) << 8 | from.single() & 0xFF;
      Field field = byId.get(id);
      if (field == null) {
        throw unknown("a field of " + schema.getName());
      }
      given[field.position()] = true;
      record.put(field.position(), field.value().read(from.single(), from));
    }
    for (Field field : fields) {
      if (!given[field.position()]) {
        if (field.byDefault() == null) {
          throw unknown(schema.getName() + " without " + field.field().name());
        }
        record.put(field.position(), SpecificData.get().getDefaultValue(field.field()));
      }
    }
    return record;
  }

  private static IllegalStateException unknown(String what) {
    return new IllegalStateException(
        "The state holds "
            + what
            + ", which this program does not know; another program wrote it. Start that one again,"
            + " or rebuild the view with this one.");
  }

  private static Value value(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
      return new Decimals();
    }
    return switch (schema.getType()) {
      case NULL -> new Optional(null);
      case UNION -> optional(schema);
      case BOOLEAN -> new Truths();
      case INT -> isDate(schema) ? new Dates() : new Integers();
      case LONG -> schema.getLogicalType() == null ? new Longs() : moments(schema);
      case STRING -> new Texts();
      case BYTES -> new Raw();
      case ENUM -> new Symbols(schema);
      case ARRAY -> new Lists(value(schema.getElementType()));
      case RECORD -> new Records(new StableData(schema));
      default -> throw notTaught(schema);
    };
  }

  private static boolean isDate(Schema schema) {
    return schema.getLogicalType() != null && schema.getLogicalType().getName().equals("date");
  }

  private static Value moments(Schema schema) {
    if (!(schema.getLogicalType() instanceof LogicalTypes.TimestampMillis)) {
      throw notTaught(schema);
    }
    return new Moments();
  }

  /** Null and one other: what may be null one day may not have been the day before. */
  private static Value optional(Schema union) {
    List<Schema> others =
        union.getTypes().stream().filter(one -> one.getType() != Schema.Type.NULL).toList();
    if (others.size() != 1) {
      throw notTaught(union);
    }
    return new Optional(value(others.get(0)));
  }

  private static IllegalArgumentException notTaught(Schema schema) {
    return new IllegalArgumentException("Teach StableData the type " + schema + ".");
  }

  private static void expect(int wanted, int kind, String what) {
    if (kind != wanted) {
      throw unknown("something else than " + what);
    }
  }

  private record Optional(Value value) implements Value {
    @Override
    public void write(Object given, Packer to) {
      if (given == null) {
        to.single(NULL);
      } else {
        value.write(given, to);
      }
    }

    @Override
    public Object read(int kind, Unpacker from) {
      return kind == NULL ? null : value.read(kind, from);
    }
  }

  private record Truths() implements Value {
    @Override
    public void write(Object given, Packer to) {
      to.single((Boolean) given ? TRUE : FALSE);
    }

    @Override
    public Object read(int kind, Unpacker from) {
      if (kind != TRUE) {
        expect(FALSE, kind, "true or false");
      }
      return kind == TRUE;
    }
  }

  private static long whole(int kind, Unpacker from) {
    expect(WHOLE, kind, "a whole number");
    return from.number();
  }

  private record Integers() implements Value {
    @Override
    public void write(Object given, Packer to) {
      to.single(WHOLE).number((Integer) given);
    }

    @Override
    public Object read(int kind, Unpacker from) {
      return Math.toIntExact(whole(kind, from));
    }
  }

  private record Longs() implements Value {
    @Override
    public void write(Object given, Packer to) {
      to.single(WHOLE).number((Long) given);
    }

    @Override
    public Object read(int kind, Unpacker from) {
      return whole(kind, from);
    }
  }

  private record Dates() implements Value {
    @Override
    public void write(Object given, Packer to) {
      to.single(WHOLE).number(((LocalDate) given).toEpochDay());
    }

    @Override
    public Object read(int kind, Unpacker from) {
      return LocalDate.ofEpochDay(whole(kind, from));
    }
  }

  private record Moments() implements Value {
    @Override
    public void write(Object given, Packer to) {
      to.single(WHOLE).number(((Instant) given).toEpochMilli());
    }

    @Override
    public Object read(int kind, Unpacker from) {
      return Instant.ofEpochMilli(whole(kind, from));
    }
  }

  private record Texts() implements Value {
    @Override
    public void write(Object given, Packer to) {
      to.single(TEXT).text(given.toString());
    }

    @Override
    public Object read(int kind, Unpacker from) {
      expect(TEXT, kind, "a text");
      return from.text();
    }
  }

  private record Raw() implements Value {
    @Override
    public void write(Object given, Packer to) {
      ByteBuffer buffer = ((ByteBuffer) given).duplicate();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      to.single(BYTES).blob(bytes);
    }

    @Override
    public Object read(int kind, Unpacker from) {
      expect(BYTES, kind, "bytes");
      return ByteBuffer.wrap(from.blob());
    }
  }

  /** With the scale: 1.50 and 1.5 are told apart, as the schema tells them apart. */
  private record Decimals() implements Value {
    @Override
    public void write(Object given, Packer to) {
      BigDecimal number = (BigDecimal) given;
      to.single(DECIMAL).number(number.scale()).blob(number.unscaledValue().toByteArray());
    }

    @Override
    public Object read(int kind, Unpacker from) {
      expect(DECIMAL, kind, "a decimal number");
      int scale = Math.toIntExact(from.number());
      return new BigDecimal(new BigInteger(from.blob()), scale);
    }
  }

  /** By name: their numbers change when one is added in the middle. */
  private static final class Symbols implements Value {
    private final Schema schema;
    private final byte[][] written;

    Symbols(Schema schema) {
      this.schema = schema;
      this.written =
          schema.getEnumSymbols().stream()
              .map(name -> new Packer().single(SYMBOL).text(name).done())
              .toArray(byte[][]::new);
    }

    @Override
    public void write(Object given, Packer to) {
      to.raw(
          written[
              given instanceof Enum<?> one
                  ? one.ordinal()
                  : schema.getEnumOrdinal(given.toString())]);
    }

    @Override
    public Object read(int kind, Unpacker from) {
      expect(SYMBOL, kind, "a symbol of " + schema.getName());
      String name = from.text();
      if (!schema.hasEnumSymbol(name)) {
        throw unknown("the symbol " + name + " of " + schema.getName());
      }
      return SpecificData.get().createEnum(name, schema);
    }
  }

  private record Lists(Value item) implements Value {
    @Override
    public void write(Object given, Packer to) {
      List<?> items = (List<?>) given;
      to.single(LIST).number(items.size());
      for (int i = 0; i < items.size(); i++) {
        item.write(items.get(i), to);
      }
    }

    @Override
    public Object read(int kind, Unpacker from) {
      expect(LIST, kind, "a list");
      List<Object> items = new ArrayList<>();
      for (long left = from.number(); left > 0; left--) {
        items.add(item.read(from.single(), from));
      }
      return items;
    }
  }

  private record Records(StableData data) implements Value {
    @Override
    public void write(Object given, Packer to) {
      data.write((IndexedRecord) given, to.single(RECORD));
    }

    @Override
    public Object read(int kind, Unpacker from) {
      expect(RECORD, kind, data.schema.getName());
      return data.read(from);
    }
  }
}
