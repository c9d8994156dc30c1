package org.countypulse.schemas.wire;

import static org.countypulse.schemas.wire.RegistrySettings.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.countypulse.schemas.wire.RegistrySettings.Endpoint;

/**
 * A registry behind Confluent's REST API: Confluent's own, Apicurio at {@code /apis/ccompat/v7},
 * Karapace and others. Answers are kept: an id never changes its schema. Of several addresses the
 * one that answered last is asked first, the others in turn while it is away.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private record SubjectAndSchema(String subject, Schema schema) {}

  private final List<Endpoint> endpoints;
  private final boolean normalize;
  private final HttpClient http;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<SubjectAndSchema, Integer> ids = new ConcurrentHashMap<>();
  private volatile int answeredLast;

  /**
   * @param url the base of the API, for example {@code http://127.0.0.1:8081}
   */
  public HttpSchemaRegistry(String url) {
    this(Map.of(RegistrySettings.URL, url));
  }

  /**
   * @param settings under Confluent's names: {@code schema.registry.url}, {@code basic.auth.*},
   *     {@code bearer.auth.*}, {@code schema.registry.ssl.*}, {@code normalize.schemas}; others are
   *     not looked at
   * @throws ConfigException naming the setting that is missing or wrong
   */
  public HttpSchemaRegistry(Map<String, ?> settings) {
    RegistrySettings known = RegistrySettings.of(settings);
    this.endpoints = known.endpoints();
    this.normalize =
        RegistrySettings.text(settings, AvroSerializer.NORMALIZE)
            .map(Boolean::parseBoolean)
            .orElse(false);
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    known.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** A registry by its URL; {@code memory:NAME} is one within this process. */
  public static SchemaRegistry at(String url) {
    return of(Map.of(RegistrySettings.URL, url));
  }

  /** A registry by its settings; {@code memory:NAME} as its URL is one within this process. */
  public static SchemaRegistry of(Map<String, ?> settings) {
    String url = RegistrySettings.text(settings, RegistrySettings.URL).orElse("");
    return url.startsWith("memory:")
        ? InMemorySchemaRegistry.named(url.substring("memory:".length()))
        : new HttpSchemaRegistry(settings);
  }

  /**
   * The same settings, with a user that stands in the URL moved to {@code basic.auth.user.info}: an
   * address is shown and logged, by us and by other clients.
   *
   * @throws ConfigException if the addresses name different users
   */
  public static Map<String, Object> withoutSecretsInUrls(Map<String, ?> settings) {
    return RegistrySettings.withoutSecretsInUrls(settings);
  }

  /** Addresses as they may be shown: without users and passwords. */
  public static String shown(String urls) {
    return RegistrySettings.shown(urls);
  }

  /** Whether a registry answers there now, and lets us in. */
  public boolean answers() {
    try {
      check();
      return true;
    } catch (RegistryUnavailableException e) {
      return false;
    }
  }

  /**
   * Asks for something, to see whether it can be asked.
   *
   * @throws RegistryAccessException if it is there, but does not let us in
   * @throws RegistryUnavailableException if no registry answers
   */
  public void check() {
    try {
      ask("/subjects", "its subjects", Optional.empty(), JsonNode::toString);
    } catch (UnknownSchemaException | SchemaRejectedException e) {
      // An answer, even so.
    }
  }

  @Override
  public int register(String subject, Schema schema) {
    return ids.computeIfAbsent(
        new SubjectAndSchema(subject, schema),
        key -> post("/subjects/" + encode(subject) + "/versions?normalize=" + normalize, schema));
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return ids.computeIfAbsent(
        new SubjectAndSchema(subject, schema),
        key ->
            post(
                "/subjects/" + encode(subject) + "?normalize=" + normalize + "&deleted=false",
                schema));
  }

  @Override
  public Schema byId(int id) {
    Schema known = byId.get(id);
    if (known == null) {
      String text =
          ask(
              "/schemas/ids/" + id,
              "id " + id,
              Optional.empty(),
              json -> json.path("schema").textValue());
      known = parse(text, id);
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
    return ask(
        path,
        schema.getFullName(),
        Optional.of(body),
        json -> json.path("id").isInt() ? json.path("id").intValue() : null);
  }

  /**
   * Asks one after the other until one answers.
   *
   * @param body what to post, if it isn't only to be got
   * @param wanted takes from an answer what was asked for; null if it is not there
   */
  private <T> T ask(
      String path, String about, Optional<String> body, Function<JsonNode, T> wanted) {
    int first = answeredLast;
    RegistryUnavailableException why = null;
    for (int i = 0; i < endpoints.size(); i++) {
      int turn = (first + i) % endpoints.size();
      try {
        T answer = askOne(endpoints.get(turn), path, about, body, wanted);
        answeredLast = turn;
        return answer;
      } catch (RegistryUnavailableException e) {
        // One that keeps us out says more about what is wrong than one that is away.
        why = why instanceof RegistryAccessException ? why : e;
      }
    }
    throw why;
  }

  private <T> T askOne(
      Endpoint endpoint,
      String path,
      String about,
      Optional<String> body,
      Function<JsonNode, T> wanted) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + path))
            .timeout(TIMEOUT)
            .header("Content-Type", MEDIA_TYPE);
    body.ifPresent(text -> request.POST(BodyPublishers.ofString(text)));
    endpoint.authorization().ifPresent(header -> request.header("Authorization", header));
    HttpResponse<String> answer = send(endpoint, request.build());
    JsonNode json = answer.statusCode() >= 500 ? null : read(endpoint, answer);
    judge(endpoint, answer.statusCode(), json, about);
    T found = json == null ? null : wanted.apply(json);
    if (found == null) {
      // Something else answers, a proxy perhaps: that is no word about any schema.
      throw new RegistryUnavailableException(
          "What answers at %s on %s is not a schema registry; check the address."
              .formatted(endpoint, about),
          null);
    }
    return found;
  }

  private HttpResponse<String> send(Endpoint endpoint, HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException("Interrupted while asking " + endpoint, e);
    } catch (SSLHandshakeException e) {
      throw new RegistryAccessException(
          "The schema registry %s and this program do not trust each other (%s)."
              .concat(" Check schema.registry.ssl.*, the trust store above all.")
              .formatted(endpoint, e.getMessage()),
          e);
    } catch (IOException e) {
      throw unreadable(endpoint, e);
    }
  }

  private static JsonNode read(Endpoint endpoint, HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      if (letsUsIn(answer.statusCode())) {
        throw unreadable(endpoint, e);
      }
      return null;
    }
  }

  private static RegistryUnavailableException unreadable(Endpoint endpoint, IOException e) {
    return new RegistryUnavailableException(
        "The schema registry " + endpoint + " can't be read", e);
  }

  private static boolean letsUsIn(int status) {
    return status != 401 && status != 403;
  }

  /** Only a plain no is final: 40401 to 40403 are "not known", 409 and 422 are "refused". */
  private static void judge(Endpoint endpoint, int status, JsonNode json, String about) {
    if (status == 200) {
      return;
    }
    int code = json == null ? 0 : json.path("error_code").asInt();
    String said = json == null ? "" : json.path("message").asText();
    String message =
        "The schema registry %s answered %d on %s. %s"
            .formatted(endpoint, status, about, said)
            .strip();
    if (status == 404 && code >= 40401 && code <= 40403) {
      throw new UnknownSchemaException(message);
    }
    if (status == 409 || status == 422) {
      throw new SchemaRejectedException(message);
    }
    if (!letsUsIn(status)) {
      throw new RegistryAccessException(
          "The schema registry %s does not let us in: it answered %d on %s."
              .concat(" Check basic.auth.user.info or bearer.auth.token.")
              .formatted(endpoint, status, about),
          null);
    }
    throw new RegistryUnavailableException(message, null);
  }
}
