package org.countypulse.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as RFC 9457 has it.
 *
 * @param detail what is wrong and what to do, for a person
 * @param more further members, such as a list of what is not ready
 */
record ProblemDocument(int status, String detail, Map<String, ?> more) {
  static final String MEDIA_TYPE = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  ProblemDocument(int status, String detail) {
    this(status, detail, Map.of());
  }

  byte[] toJson() {
    var members = new LinkedHashMap<String, Object>();
    members.put("type", "about:blank");
    members.put("title", HttpStatus.forStatus(status).getMessage());
    members.put("status", status);
    members.put("detail", detail);
    more.forEach(members::putIfAbsent);
    try {
      return JSON.writeValueAsBytes(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void writeTo(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType(MEDIA_TYPE);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.getOutputStream().write(toJson());
  }
}
