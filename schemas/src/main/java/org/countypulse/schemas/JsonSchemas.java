package org.countypulse.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * JSON Schemas (draft 2020-12) of the events' {@code data}, made from their Avro schemas, so that
 * the two can't drift apart. Whether a county is known is not in them: only the platform knows its
 * list.
 */
public final class JsonSchemas {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NUMERIC_LIMITS = List.of("minimum", "maximum");
  private static final List<String> TEXT_LIMITS = List.of("minLength", "maxLength");
  private static final String SCHOOL_ID = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$";

  private JsonSchemas() {}

  /** The schema of {@code data} in an event of that type. The caller may change the answer. */
  public static ObjectNode of(EventType type) {
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "urn:countypulse:event:" + type.name() + ":data");
    schema.put("title", type.title());
    schema.put("description", type.doc());
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (Schema.Field field : type.dataSchema().getFields()) {
      properties.set(field.name(), property(field));
      for (String formerName : field.aliases()) {
        properties.set(formerName, formerly(field));
      }
      if (!field.hasDefaultValue() && field.aliases().isEmpty()) {
        required.add(field.name());
      }
    }
    addRenamed(type, schema);
    schema.put("additionalProperties", false);
    return schema;
  }

  /** Under a name that a field had once it is taken for ever. */
  private static ObjectNode formerly(Schema.Field field) {
    return property(field)
        .put("deprecated", true)
        .put("description", "The former name of " + field.name() + ", still taken.");
  }

  /** A renamed field is given under one of its names, and not under two. */
  private static void addRenamed(EventType type, ObjectNode schema) {
    ArrayNode all = JSON.arrayNode();
    for (Schema.Field field : type.dataSchema().getFields()) {
      if (!field.aliases().isEmpty()) {
        ArrayNode one = all.addObject().putArray("oneOf");
        one.addObject().putArray("required").add(field.name());
        for (String formerName : field.aliases()) {
          one.addObject().putArray("required").add(formerName);
        }
        if (field.hasDefaultValue()) {
          ArrayNode none = one.addObject().putObject("not").putArray("anyOf");
          none.addObject().putArray("required").add(field.name());
          field.aliases().forEach(name -> none.addObject().putArray("required").add(name));
        }
      }
    }
    if (!all.isEmpty()) {
      schema.set("allOf", all);
    }
  }

  private static ObjectNode property(Schema.Field field) {
    Schema value = withoutNull(field.schema());
    ObjectNode property = shapeOf(value, field);
    property.put("description", field.doc());
    if ("integer".equals(field.getProp("accepts"))) {
      property.set("type", JSON.arrayNode().add("string").add("integer"));
    }
    if (field.hasDefaultValue()) {
      allowNull(property);
    }
    return property;
  }

  private static ObjectNode shapeOf(Schema value, Schema.Field field) {
    ObjectNode shape = JSON.objectNode();
    if (value.getLogicalType() != null && value.getLogicalType().getName().equals("date")) {
      return shape.put("type", "string").put("format", "date");
    }
    if (value.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      copy(field, NUMERIC_LIMITS, shape.put("type", "number"));
      return shape.put("multipleOf", BigDecimal.ONE.movePointLeft(decimal.getScale()));
    }
    switch (value.getType()) {
      case INT, LONG -> copy(field, NUMERIC_LIMITS, shape.put("type", "integer"));
      case BOOLEAN -> shape.put("type", "boolean");
      case STRING -> text(field, shape);
      case ENUM -> {
        ArrayNode symbols = shape.put("type", "string").putArray("enum");
        value.getEnumSymbols().forEach(symbols::add);
      }
      case ARRAY -> {
        copy(field, List.of("maxItems"), shape.put("type", "array"));
        shape.set("items", shapeOf(value.getElementType(), field));
      }
      default ->
          throw new IllegalArgumentException(
              "Teach JsonSchemas the type " + value.getType() + " of " + field.name() + ".");
    }
    return shape;
  }

  /** Lengths are counted without the spaces around a text, so a blank text is too short. */
  private static void text(Schema.Field field, ObjectNode shape) {
    copy(field, TEXT_LIMITS, shape.put("type", "string"));
    if (shape.path("minLength").asInt() > 0) {
      shape.put("pattern", "\\S");
    }
    switch (String.valueOf(field.getProp("format"))) {
      case "school-id" -> shape.put("pattern", SCHOOL_ID);
      case "county-code" -> shape.put("pattern", "^[A-Za-z0-9-]{1,12}$");
      case "measure" -> shape.put("pattern", "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9-]+)?$");
      default -> {}
    }
  }

  private static void copy(Schema.Field field, List<String> limits, ObjectNode shape) {
    for (String limit : limits) {
      if (field.getObjectProp(limit) instanceof Number number) {
        shape.put(limit, number.longValue());
      }
    }
  }

  /** An optional field that is null is one that is not there. */
  private static void allowNull(ObjectNode property) {
    property.set("type", types(property.get("type")).add("null"));
    if (property.get("enum") instanceof ArrayNode symbols) {
      symbols.addNull();
    }
  }

  private static ArrayNode types(JsonNode oneOrMore) {
    return oneOrMore instanceof ArrayNode more ? more : JSON.arrayNode().add(oneOrMore);
  }

  private static Schema withoutNull(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }
}
