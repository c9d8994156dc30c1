package org.countypulse.producers;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What the schemas of events say about a field, whether it is optional or not. */
public final class AvroFields {

  private AvroFields() {}

  /** The schema of a field's value when it has one: without the null of an optional field. */
  public static Schema value(Schema.Field field) {
    Schema schema = field.schema();
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  /** The field of that name, or formerly of that name; null if there is none. */
  public static Schema.Field named(Schema record, String name) {
    Schema.Field field = record.getField(name);
    return field != null
        ? field
        : record.getFields().stream()
            .filter(one -> one.aliases().contains(name))
            .findFirst()
            .orElse(null);
  }

  /** Whether values are numbers with decimals, such as money. */
  public static boolean isDecimal(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal;
  }

  /** Whether values are calendar days. */
  public static boolean isDate(Schema schema) {
    return schema.getLogicalType() != null && schema.getLogicalType().getName().equals("date");
  }
}
