package org.countypulse.platform.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Small words for JSON Schemas (draft 2020-12). Each gives a new node. */
final class Shapes {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Shapes() {}

  /**
   * An object that has these members and no others.
   *
   * @param members name, schema, name, schema, …; a name that ends with {@code ?} may be missing
   */
  static ObjectNode object(Object... members) {
    ObjectNode object = json("type", "object");
    ArrayNode required = JSON.arrayNode();
    ObjectNode properties = object.putObject("properties");
    for (int i = 0; i < members.length; i += 2) {
      String name = (String) members[i];
      if (name.endsWith("?")) {
        name = name.substring(0, name.length() - 1);
      } else {
        required.add(name);
      }
      properties.set(name, (JsonNode) members[i + 1]);
    }
    object.set("required", required);
    return object.put("additionalProperties", false);
  }

  /** An object whose members' names are data. */
  static ObjectNode mapOf(ObjectNode values, String doc) {
    ObjectNode map = json("type", "object", "description", doc);
    map.set("additionalProperties", values);
    return map;
  }

  static ObjectNode listOf(ObjectNode items) {
    ObjectNode list = json("type", "array");
    list.set("items", items);
    return list;
  }

  static ObjectNode text(String doc) {
    return json("type", "string", "description", doc);
  }

  static ObjectNode wholeNumber(String doc) {
    return json("type", "integer", "description", doc);
  }

  static ObjectNode number(String doc) {
    return json("type", "number", "description", doc);
  }

  static ObjectNode flag(String doc) {
    return json("type", "boolean", "description", doc);
  }

  static ObjectNode day(String doc) {
    return text(doc).put("format", "date");
  }

  static ObjectNode moment(String doc) {
    return text(doc).put("format", "date-time");
  }

  static ObjectNode uuid(String doc) {
    return text(doc).put("format", "uuid");
  }

  /** One of a few words. */
  static ObjectNode oneOf(String doc, List<String> words) {
    ObjectNode text = text(doc);
    words.forEach(text.putArray("enum")::add);
    return text;
  }

  /** The same, or null. */
  static ObjectNode orNull(ObjectNode schema) {
    ArrayNode types = JSON.arrayNode().add(schema.get("type")).add("null");
    schema.set("type", types);
    return schema;
  }

  /** A component of this document, such as {@code schemas/Problem}. */
  static ObjectNode component(String path) {
    return json("$ref", "#/components/" + path);
  }

  /** An object of texts: name, text, name, text, … */
  static ObjectNode json(String... members) {
    ObjectNode object = JSON.objectNode();
    for (int i = 0; i < members.length; i += 2) {
      object.put(members[i], members[i + 1]);
    }
    return object;
  }
}
