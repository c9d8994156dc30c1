package org.countypulse.schemas;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Data of any event type, made up from its schema: fields within their limits, few different values
 * of each, so that events meet each other's references.
 *
 * @param counties codes to choose from
 * @param days to choose dates from
 */
public record RandomData(Random random, List<String> counties, List<LocalDate> days) {

  private static final int FEW = 3;

  public SpecificRecord of(EventType type) {
    Schema schema = type.dataSchema();
    SpecificRecord data = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      data.put(field.pos(), value(field, field.schema()));
    }
    return data;
  }

  private Object value(Schema.Field field, Schema schema) {
    if (schema.isUnion()) {
      return random.nextInt(FEW) == 0 ? null : value(field, schema.getTypes().get(1));
    }
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return BigDecimal.valueOf(random.nextInt(1_000), decimal.getScale());
    }
    if (schema.getLogicalType() instanceof LogicalTypes.Date) {
      return pick(days);
    }
    return switch (schema.getType()) {
      case INT -> number(field);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(field);
      case ENUM -> SpecificData.get().createEnum(pick(schema.getEnumSymbols()), schema);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int left = random.nextInt(FEW); left > 0; left--) {
          items.add(value(field, schema.getElementType()));
        }
        yield items;
      }
      default -> throw new IllegalArgumentException("Teach RandomData " + schema.getType() + ".");
    };
  }

  /** Mostly small, sometimes around what tells a large class from others. */
  private int number(Schema.Field field) {
    int least = ((Number) field.getObjectProp("minimum")).intValue();
    int most = ((Number) field.getObjectProp("maximum")).intValue();
    int wanted = random.nextBoolean() ? random.nextInt(FEW) : 50 + random.nextInt(20);
    return Math.max(least, Math.min(most, wanted));
  }

  private String text(Schema.Field field) {
    return switch (String.valueOf(field.getProp("format"))) {
      case "county-code" -> pick(counties);
      case "school-id" -> "1409020001";
      case "measure" -> pick(List.of("drills-held", "aid-persons/preschool-aid"));
      default -> "r-" + random.nextInt(FEW);
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
