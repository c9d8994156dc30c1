package org.countypulse.producers;

import com.fasterxml.jackson.databind.JsonNode;

/** How problems quote what was given. */
final class JsonTexts {

  private static final int MOST_CHARACTERS = 60;

  private JsonTexts() {}

  /** A value as it was written, cut short. */
  static String shown(JsonNode node) {
    if (node.isObject()) {
      return "an object";
    }
    if (node.isArray()) {
      return "a list";
    }
    return shortened(node.toString());
  }

  static String shortened(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }
}
