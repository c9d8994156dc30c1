package org.countypulse.dashboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How answers are written. They change with each event, so nobody may keep one. */
final class Answer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JSON_TYPE = "application/json; charset=utf-8";

  private Answer() {}

  static void json(Context request, Object answer) {
    request.header("Cache-Control", "no-store").contentType(JSON_TYPE).result(toJson(answer));
  }

  /** A text of that media type. */
  static void text(Context request, String mediaType, String text) {
    request
        .header("Cache-Control", "no-store")
        .contentType(mediaType + "; charset=utf-8")
        .result(text);
  }

  static byte[] toJson(Object answer) {
    try {
      return JSON.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer could not be written as JSON", e);
    }
  }

  /** JSON, or its table as CSV if that is asked for. */
  static void table(Context request, Parameters parameters, Object json, Supplier<Table> asTable) {
    if (parameters.csv()) {
      text(request, "text/csv", asTable.get().toCsv());
    } else {
      json(request, json);
    }
  }

  /** A JSON object with members in this order; {@code name, value, name, value, …}. */
  static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }

  /** A number without zeros behind the point, and without an exponent. */
  static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
