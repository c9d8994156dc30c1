package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The OpenAPI document is true: what it says of a request is what a running platform does. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class OpenApiTest {

  /** A stream that doesn't end. */
  private static final Set<String> ENDLESS = Set.of("/api/v1/live");

  private static final String EVENTS = "/api/v1/events";

  /** Told once: a school with events in each state, so that no list is empty. */
  private static final ToldSchool SCHOOL = ToldSchool.alone();

  private static boolean told;
  private static JsonNode document;
  private static JsonSchemaFactory schemas;

  private final RunningPlatform platform;

  OpenApiTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void aSchoolIsTold() {
    if (told) {
      return;
    }
    told = true;
    ObjectNode drill = SCHOOL.drill("2019-05-12", 800);
    ObjectNode corrected = SCHOOL.drill("2019-05-12", 812);
    corrected.set("corrects", drill.get("id"));
    ObjectNode conflicting = SCHOOL.drill("2019-05-13", 3);
    conflicting.set("id", corrected.get("id"));
    ObjectNode waiting = ToldSchool.in(SCHOOL.county()).drill("2019-05-12", 3);
    platform.send(SCHOOL.registered(), drill, corrected, conflicting, waiting);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> account().at("/totals/received").asInt() == 4);
    document = platform.get("/api/v1/openapi.json");
    schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder ->
                builder.schemaLoaders(
                    loaders -> loaders.schemas(Map.of("urn:openapi", document.toString()))));
  }

  private JsonNode account() {
    return platform.get("/api/v1/schools/" + SCHOOL.id() + "/account");
  }

  @Test
  void theDocumentIsValidOpenApi() {
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(document.toString());
    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getPaths()).hasSameSizeAs(document.path("paths"));
  }

  @Test
  void everyAnswerHasTheShapeThatTheDocumentPromises() {
    List<String> asked = new ArrayList<>();
    gets()
        .forEach(
            (path, get) -> {
              String address = address(path, get, false);
              HttpResponse<String> answer = platform.ask("GET", address, null, Map.of());
              assertThat(answer.statusCode()).as("%s: %s", address, answer.body()).isEqualTo(200);
              assertThatItIsAsPromised(path, get, answer);
              asked.add(path);
            });
    assertThat(asked).hasSizeGreaterThan(15);
  }

  @Test
  void everyParameterIsTakenWithItsExample() {
    gets()
        .forEach(
            (path, get) -> {
              String address = address(path, get, true);
              HttpResponse<String> answer = platform.ask("GET", address, null, Map.of());
              assertThat(answer.statusCode()).as("%s: %s", address, answer.body()).isEqualTo(200);
              assertThatItIsAsPromised(path, get, answer);
            });
  }

  /** The platform names the parameters that it takes when it is given another one. */
  @Test
  void noParameterIsMissingInTheDocumentAndNoneIsTooMany() {
    gets()
        .forEach(
            (path, get) -> {
              if (path.startsWith("/api/v1/") && !path.endsWith(".json")) {
                String address = address(path, get, false);
                HttpResponse<String> answer =
                    platform.ask(
                        "GET",
                        address + (address.contains("?") ? "&" : "?") + "nonsense=1",
                        null,
                        Map.of());
                Problems.assertThatItIsOne(answer, 400);
                assertThatItIsAProblemAsPromised(get, "400", answer);
                assertThat(parametersNamedIn(answer.body())).as(path).isEqualTo(inQuery(get));
              }
            });
  }

  static final List<Arguments> ERRORS =
      List.of(
          Arguments.of("GET", "/api/v1/counties/{code}", "/api/v1/counties/xyz", "404"),
          Arguments.of("GET", "/api/v1/schools/{id}", "/api/v1/schools/nobody", "404"),
          Arguments.of("POST", EVENTS, EVENTS, "415"));

  @ParameterizedTest
  @FieldSource("ERRORS")
  void errorsAreProblemDocumentsAsPromised(
      String method, String path, String address, String status) {
    HttpResponse<String> answer =
        platform.ask(method, address, method.equals("POST") ? "{}" : null, Map.of());
    assertThat(answer.statusCode()).isEqualTo(Integer.parseInt(status));
    assertThatItIsAProblemAsPromised(
        document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT)), status, answer);
  }

  @Test
  void eventsAndVerdictsHaveThePromisedShape() {
    JsonNode post = document.path("paths").path(EVENTS).path("post");
    ObjectNode voided = SCHOOL.drill("2019-05-14", 1).put("voided", true);
    voided.put(
        "corrects", ToldSchool.in(SCHOOL.county()).drill("2019-05-14", 2).path("id").asText());
    voided.remove(List.of("time", "data"));
    List<ObjectNode> good = List.of(SCHOOL.registered(), SCHOOL.drill("2019-05-14", 3), voided);
    ObjectNode bad = SCHOOL.drill("2019-05-14", -3);
    String one = pointer(EVENTS, "post", "requestBody", "application/cloudevents+json");

    good.forEach(event -> assertThat(flaws(one, event.toString())).as("%s", event).isEmpty());
    assertThat(flaws(one, bad.toString())).isNotEmpty();
    List<ObjectNode> all = new ArrayList<>(good);
    all.add(bad);
    HttpResponse<String> answer =
        platform.ask(
            "POST",
            EVENTS,
            all.toString(),
            Map.of("Content-Type", "application/cloudevents-batch+json"));
    assertThatItIsAsPromised(EVENTS, "post", post, answer);
    assertThat(RunningPlatform.json(answer.body()).path("rejected").asInt()).isEqualTo(1);
  }

  /** Paths that can be got, and what the document says of each. */
  private static Map<String, JsonNode> gets() {
    Map<String, JsonNode> gets = new TreeMap<>();
    document
        .path("paths")
        .fields()
        .forEachRemaining(
            path -> {
              if (path.getValue().has("get") && !ENDLESS.contains(path.getKey())) {
                gets.put(path.getKey(), path.getValue().path("get"));
              }
            });
    return gets;
  }

  private static List<JsonNode> parameters(JsonNode operation) {
    List<JsonNode> parameters = new ArrayList<>();
    operation
        .path("parameters")
        .forEach(p -> parameters.add(document.at(p.path("$ref").asText().substring(1))));
    return parameters;
  }

  private static Set<String> inQuery(JsonNode operation) {
    return parameters(operation).stream()
        .filter(parameter -> parameter.path("in").asText().equals("query"))
        .map(parameter -> parameter.path("name").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> parametersNamedIn(String problem) {
    String detail = RunningPlatform.json(problem).path("detail").asText();
    var named = Pattern.compile("write one of (.*)\\.$").matcher(detail);
    return named.find() ? new TreeSet<>(List.of(named.group(1).split(", "))) : Set.of();
  }

  /** The path with the told school and county, and the parameters that it needs, or all. */
  private static String address(String path, JsonNode get, boolean all) {
    String address =
        path.replace("{code}", SCHOOL.county())
            .replace("{id}", SCHOOL.id())
            .replace("{view}", "safety-drills");
    String query =
        parameters(get).stream()
            .filter(parameter -> parameter.path("in").asText().equals("query"))
            .filter(parameter -> all || isNeeded(get, parameter))
            .filter(parameter -> isTheOne(get, parameter))
            .map(parameter -> parameter.path("name").asText() + "=" + example(parameter))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? address : address + "?" + query;
  }

  private static boolean isNeeded(JsonNode get, JsonNode parameter) {
    return parameter.path("required").asBoolean() || oneOf(get).contains(name(parameter));
  }

  /** Of parameters of which one is to be given the first is. */
  private static boolean isTheOne(JsonNode get, JsonNode parameter) {
    int place = oneOf(get).indexOf(name(parameter));
    return place <= 0;
  }

  private static List<String> oneOf(JsonNode get) {
    List<String> names = new ArrayList<>();
    get.path("x-exactly-one-of").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static String name(JsonNode parameter) {
    return parameter.path("name").asText();
  }

  private static String example(JsonNode parameter) {
    return URLEncoder.encode(parameter.path("example").asText(), StandardCharsets.UTF_8);
  }

  private static void assertThatItIsAsPromised(
      String path, JsonNode get, HttpResponse<String> answer) {
    assertThatItIsAsPromised(path, "get", get, answer);
  }

  private static void assertThatItIsAsPromised(
      String path, String method, JsonNode operation, HttpResponse<String> answer) {
    String mediaType = mediaType(answer);
    assertThat(operation.at("/responses/200/content").has(mediaType))
        .as("%s of %s", mediaType, path)
        .isTrue();
    if (mediaType.equals("application/json")) {
      assertThat(flaws(pointer(path, method, "responses/200", mediaType), answer.body()))
          .as("%s %s: %s", method, path, answer.body())
          .isEmpty();
    }
  }

  private static void assertThatItIsAProblemAsPromised(
      JsonNode operation, String status, HttpResponse<String> answer) {
    JsonNode response = operation.at("/responses/" + status);
    assertThat(response.isMissingNode()).as("%s of %s", status, operation).isFalse();
    assertThat(
            document.at(response.path("$ref").asText().substring(1)).path("content").fieldNames())
        .toIterable()
        .containsExactly(mediaType(answer));
    assertThat(flaws("/components/schemas/Problem", answer.body())).isEmpty();
  }

  private static String mediaType(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
  }

  /** Where the schema of a body stands. */
  private static String pointer(String path, String method, String where, String mediaType) {
    return "/paths/%s/%s/%s/content/%s/schema"
        .formatted(escaped(path), method, where, escaped(mediaType));
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static Set<?> flaws(String pointer, String json) {
    String fragment = pointer.replace("{", "%7B").replace("}", "%7D").replace("+", "%2B");
    JsonSchema schema =
        schemas.getSchema(
            SchemaLocation.of("urn:openapi#" + fragment),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    return schema.validate(json, InputFormat.JSON);
  }
}
