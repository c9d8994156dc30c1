package org.countypulse.platform.documents;

import static org.countypulse.platform.documents.Shapes.day;
import static org.countypulse.platform.documents.Shapes.flag;
import static org.countypulse.platform.documents.Shapes.listOf;
import static org.countypulse.platform.documents.Shapes.mapOf;
import static org.countypulse.platform.documents.Shapes.moment;
import static org.countypulse.platform.documents.Shapes.object;
import static org.countypulse.platform.documents.Shapes.oneOf;
import static org.countypulse.platform.documents.Shapes.text;
import static org.countypulse.platform.documents.Shapes.wholeNumber;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The shape of a topic's row that is answered field by field, as its Avro schema says it. */
final class AvroShapes {

  private AvroShapes() {}

  static ObjectNode of(Schema row) {
    List<Object> members = new ArrayList<>();
    for (Schema.Field field : row.getFields()) {
      members.add(field.name());
      members.add(shape(field.schema(), String.valueOf(field.doc())));
    }
    return object(members.toArray());
  }

  private static ObjectNode shape(Schema schema, String doc) {
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (schema.getType()) {
      case STRING -> text(doc);
      case BOOLEAN -> flag(doc);
      case INT -> logical.equals("date") ? day(doc) : wholeNumber(doc);
      case LONG -> logical.equals("timestamp-millis") ? moment(doc) : wholeNumber(doc);
      case ENUM -> oneOf(doc, schema.getEnumSymbols());
      case ARRAY -> listOf(shape(schema.getElementType(), doc));
      case MAP -> mapOf(shape(schema.getValueType(), doc), doc);
      case RECORD -> of(schema);
      default -> throw new IllegalArgumentException("No shape for " + schema.getType());
    };
  }
}
