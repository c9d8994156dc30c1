package org.countypulse.producers.simulation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Slips of the pen: one field of a record is wrong, but not so wrong that a door would see it. */
final class Slips {

  private Slips() {}

  /** A copy with one field wrong; the same if none can be. */
  static SpecificRecord in(SpecificRecord data, Chance chance) {
    List<Schema.Field> fields =
        data.getSchema().getFields().stream()
            .filter(field -> canSlip(data.get(field.pos())))
            .toList();
    if (fields.isEmpty()) {
      return data;
    }
    Schema.Field slipped = chance.oneOf(fields);
    SpecificRecord copy =
        (SpecificRecord) SpecificData.newInstance(data.getClass(), data.getSchema());
    for (Schema.Field field : data.getSchema().getFields()) {
      Object value = data.get(field.pos());
      copy.put(field.pos(), field.equals(slipped) ? wrong(field, value, chance) : value);
    }
    return copy;
  }

  private static boolean canSlip(Object value) {
    return value instanceof Integer
        || value instanceof BigDecimal
        || value instanceof Boolean
        || value instanceof LocalDate
        || value instanceof Enum<?>;
  }

  private static Object wrong(Schema.Field field, Object value, Chance chance) {
    if (value instanceof Integer number) {
      int most = field.getObjectProp("maximum") instanceof Number limit ? limit.intValue() : 9_999;
      return Math.min(most, number * 10 + 1);
    }
    if (value instanceof BigDecimal number) {
      return number.add(number).setScale(number.scale());
    }
    if (value instanceof Boolean truth) {
      return !truth;
    }
    if (value instanceof LocalDate day) {
      return day.plusDays(30);
    }
    return chance.oneOf(((Enum<?>) value).getDeclaringClass().getEnumConstants());
  }
}
