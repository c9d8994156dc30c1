package org.countypulse.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A registry behind Confluent's REST API: Confluent's own, Apicurio at {@code /apis/ccompat/v7},
 * Karapace and others. Answers are kept: an id never changes its schema.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private record SubjectAndSchema(String subject, Schema schema) {}

  private final String url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<SubjectAndSchema, Integer> ids = new ConcurrentHashMap<>();

  /**
   * @param url the base of the API, for example {@code http://127.0.0.1:8081}
   */
  public HttpSchemaRegistry(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** A registry by its URL; {@code memory:NAME} is one within this process. */
  public static SchemaRegistry at(String url) {
    return url.startsWith("memory:")
        ? InMemorySchemaRegistry.named(url.substring("memory:".length()))
        : new HttpSchemaRegistry(url);
  }

  /** Whether a registry answers there now. */
  public boolean answers() {
    try {
      ask(HttpRequest.newBuilder(URI.create(url + "/subjects")).GET(), "its subjects");
      return true;
    } catch (RegistryUnavailableException | UnknownSchemaException e) {
      return false;
    }
  }

  @Override
  public int register(String subject, Schema schema) {
    return ids.computeIfAbsent(
        new SubjectAndSchema(subject, schema),
        key -> post("/subjects/" + encode(subject) + "/versions?normalize=false", schema));
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return ids.computeIfAbsent(
        new SubjectAndSchema(subject, schema),
        key -> post("/subjects/" + encode(subject) + "?normalize=false&deleted=false", schema));
  }

  @Override
  public Schema byId(int id) {
    Schema known = byId.get(id);
    if (known == null) {
      JsonNode answer =
          ask(HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id)).GET(), "id " + id);
      if (!answer.path("schema").isTextual()) {
        throw notARegistry("id " + id);
      }
      known = parse(answer.path("schema").textValue(), id);
      byId.put(id, known);
    }
    return known;
  }

  private static Schema parse(String text, int id) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException e) {
      throw new UnknownSchemaException(
          "The schema with the id " + id + " is not an Avro schema: " + e.getMessage());
    }
  }

  private int post(String path, Schema schema) {
    String body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
    JsonNode id =
        ask(
                HttpRequest.newBuilder(URI.create(url + path)).POST(BodyPublishers.ofString(body)),
                schema.getFullName())
            .path("id");
    if (!id.isInt()) {
      throw notARegistry(schema.getFullName());
    }
    return id.intValue();
  }

  /** Something else answers, a proxy perhaps: that is no word about any schema. */
  private RegistryUnavailableException notARegistry(String about) {
    return new RegistryUnavailableException(
        "What answers at " + url + " on " + about + " is not a schema registry; check the address.",
        null);
  }

  private JsonNode ask(HttpRequest.Builder request, String about) {
    HttpResponse<String> answer;
    JsonNode json;
    try {
      answer =
          http.send(
              request.timeout(TIMEOUT).header("Content-Type", MEDIA_TYPE).build(),
              BodyHandlers.ofString());
      json = answer.statusCode() >= 500 ? null : JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException("Interrupted while asking " + url, e);
    } catch (IOException e) {
      throw new RegistryUnavailableException("The schema registry " + url + " can't be read", e);
    }
    return judge(answer.statusCode(), json, about);
  }

  /** Only a plain no is final: 40401 to 40403 are "not known", 409 and 422 are "refused". */
  private JsonNode judge(int status, JsonNode json, String about) {
    if (status == 200) {
      return json;
    }
    int code = json == null ? 0 : json.path("error_code").asInt();
    String said = json == null ? "" : json.path("message").asText();
    String message =
        "The schema registry %s answered %d on %s. %s".formatted(url, status, about, said).strip();
    if (status == 404 && code >= 40401 && code <= 40403) {
      throw new UnknownSchemaException(message);
    }
    if (status == 409 || status == 422) {
      throw new SchemaRejectedException(message);
    }
    throw new RegistryUnavailableException(message, null);
  }

  private static String encode(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8);
  }
}
