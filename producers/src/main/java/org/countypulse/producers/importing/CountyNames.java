package org.countypulse.producers.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.countypulse.producers.sending.HttpDoor;

/** The names of the counties that a platform knows, in its own language and in English. */
final class CountyNames {

  private final Map<String, Set<String>> codesByName = new HashMap<>();

  /** Asks a platform for its list. */
  static CountyNames of(HttpDoor door) throws InterruptedException {
    return parse(door.get("/api/v1/counties?all=true"));
  }

  static CountyNames parse(String json) {
    CountyNames names = new CountyNames();
    try {
      for (JsonNode county : new ObjectMapper().readTree(json).path("counties")) {
        String code = county.path("code").asText();
        names.add(county.path("name").asText(), code);
        names.add(county.path("nameEn").asText(), code);
      }
    } catch (IOException e) {
      throw new ImportException("The platform's list of counties can't be read: " + e, e);
    }
    return names;
  }

  private void add(String name, String code) {
    if (!name.isBlank()) {
      codesByName.computeIfAbsent(plain(name), n -> new TreeSet<>()).add(code);
    }
  }

  String code(String name) throws RowRejectedException {
    Set<String> codes = codesByName.getOrDefault(plain(name), Set.of());
    if (codes.size() == 1) {
      return codes.iterator().next();
    }
    throw new RowRejectedException(
        codes.isEmpty()
            ? "No county is called \"" + name + "\"; write it as the platform's list does."
            : "Several counties are called \""
                + name
                + "\": "
                + String.join(", ", codes)
                + "; write the code.");
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
