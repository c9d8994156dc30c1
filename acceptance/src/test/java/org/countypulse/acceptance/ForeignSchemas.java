package org.countypulse.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.apache.avro.Schema;

/** Our schemas as other people's programs write them. */
final class ForeignSchemas {

  /** What the shape of a record needs; documents, ranges and Java's own properties it doesn't. */
  private static final Set<String> NEEDED =
      Set.of("type", "name", "namespace", "fields", "items", "symbols", "default", "logicalType");

  private ForeignSchemas() {}

  /** The same shape without a word about it: to a registry another schema, with another id. */
  static String bare(Schema schema) {
    return bare(RunningPlatform.json(schema.toString())).toString();
  }

  private static JsonNode bare(JsonNode node) {
    if (node.isArray()) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> all.add(bare(item)));
      return all;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    node.properties()
        .forEach(
            property -> {
              if (NEEDED.contains(property.getKey())) {
                kept.set(property.getKey(), bare(property.getValue()));
              }
            });
    boolean onlyType = kept.size() == 1 && kept.path("type").isTextual();
    return onlyType ? kept.get("type") : kept;
  }
}
