package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who run it rely on: probes, metrics, headers, problems, quarantine, accounts. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class OperationsTest {

  /** A line of Prometheus' text format: name, labels, value, perhaps a time. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\.)*\",?)*\\})?"
              + " ([-+]?[0-9.]+([eE][-+]?[0-9]+)?|NaN|[-+]Inf)( -?[0-9]+)?");

  private static final byte[] NO_AVRO = "no Avro at all".getBytes(StandardCharsets.UTF_8);

  private final RunningPlatform platform;

  OperationsTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @Test
  void theProbesAnswer() {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
  }

  @Test
  void theMetricsParseAndHaveThoseOfKafkasClientsAndStreams() {
    Set<String> samples = new HashSet<>();
    Set<String> typed = new HashSet<>();
    Set<String> names = new HashSet<>();
    String text = get("/metrics").body();
    for (String line : text.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        assertThat(typed.add(line.split(" ")[2])).as("typed twice: %s", line).isTrue();
      } else if (!line.startsWith("#") && !line.isEmpty()) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(samples.add(line.substring(0, sample.start(5)))).as("twice: %s", line).isTrue();
        names.add(sample.group(1));
      }
    }
    assertThat(names)
        .anyMatch(name -> name.startsWith("kafka_producer_"))
        .anyMatch(name -> name.startsWith("kafka_consumer_"))
        .anyMatch(name -> name.startsWith("kafka_stream_thread_"))
        .anyMatch(name -> name.startsWith("jvm_memory_"))
        .anyMatch(name -> name.startsWith("http_server_requests_seconds"))
        .anyMatch(name -> name.startsWith("countypulse_"));
    assertThat(text)
        .as("records that the door's client sent")
        .contains("kafka_producer_record_send");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1/figures?measure=drills-held", "/health/live", "/nothing"})
  void everyAnswerCarriesTheSecurityHeaders(String path) {
    Map<String, String> headers = new HashMap<>();
    get(path).headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
    assertThat(headers)
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("x-frame-options", "DENY")
        .containsEntry("referrer-policy", "no-referrer")
        .containsKey("content-security-policy")
        .doesNotContainKey("server");
    assertThat(headers.get("content-security-policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe-eval");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /nothing, 404",
    "GET,    /api/v1/nothing, 404",
    "DELETE, /api/v1/events, 405",
    "GET,    /api/v1/figures, 400",
    "GET,    /api/v1/figures?measure=weather, 400",
    "GET,    /api/v1/figures?measure=drills-held&window=0d, 400",
    "GET,    /api/v1/figures?measure=drills-held&window=fortnight, 400",
    "GET,    /api/v1/figures?measure=drills-held&asOf=2019-02-30, 400",
    "GET,    /api/v1/figures?measure=drills-held&level=village, 400",
    "GET,    /api/v1/figures?measure=drills-held&format=xml, 400",
    "GET,    /api/v1/figures?measure=drills-held&widnow=30d, 400",
    "GET,    /api/v1/counties/999999, 404",
    "GET,    /api/v1/counties/140902/series?measure=drills-held, 400",
    "GET,    /api/v1/quarantine?limit=many, 400",
  })
  void everyErrorIsAProblemDocument(String method, String path, int status) {
    Problems.assertThatItIsOne(platform.ask(method, path, null, Map.of()), status);
  }

  @Test
  void undecodableBytesAreInQuarantineWithTheirPlaceInTheLogAndHarmNobody() throws Exception {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered());
    RecordMetadata place = produce("event.safety-drill", school.id(), NO_AVRO);
    platform.send(school.drill("2019-05-12", 8));
    platform.awaitFigure(school.county(), "drill-participants", 8);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(quarantine("school=" + school.id()))
                    .singleElement()
                    .satisfies(entry -> assertThatItIs(entry, place)));
    assertThat(quarantine("reason=undecodable&school=" + school.id())).hasSize(1);
    assertThat(quarantine("reason=cycle&school=" + school.id())).isEmpty();
    JsonNode totals = platform.get("/api/v1/schools/" + school.id() + "/account").path("totals");
    assertThat(totals.path("received").asInt()).isEqualTo(3);
    assertThat(totals.path("posted").asInt()).isEqualTo(2);
    assertThat(totals.path("quarantined").asInt()).isEqualTo(1);
  }

  @Test
  void aRecordUnderAWrongKeyIsRedrivenOnceAndGarbageDismissed() throws Exception {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered());
    RecordMetadata stray =
        produce("event.safety-drill", "another", bytes(school.avroDrill("test/stray", 31)));
    produce("event.safety-drill", school.id(), NO_AVRO);
    platform.awaitFigure(school.county(), "schools-open", 1);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> quarantine("school=" + school.id()).size() == 2);

    JsonNode dry = decide("redrive", "{\"school\":\"%s\",\"dryRun\":true}", school);
    assertThat(dry.path("selected").asInt()).as("%s", dry).isEqualTo(2);
    assertThat(dry.path("outcomes")).isEqualTo(RunningPlatform.json("{\"counts\":1}"));
    assertThat(dry.at("/refused/0/reason").asText()).isEqualTo("undecodable");
    assertThat(dry.path("exact").asBoolean()).isTrue();
    assertThat(platform.figure(school.county(), "drill-participants").asInt()).isZero();

    CommandLine redriven = quarantined(school, "redrive", "--why", "their key was mended");
    assertThat(redriven.exitCode()).as(redriven.err()).isZero();
    assertThat(redriven.out()).contains("1 of 2 redriven", "1 would come back: undecodable");
    for (JsonNode change : dry.path("changes")) {
      String measure = change.path("measure").asText();
      platform.awaitFigure(school.county(), measure, change.path("amount").asLong());
    }
    assertThat(platform.figure(school.county(), "drill-participants").asInt()).isEqualTo(31);
    JsonNode again = decide("redrive", "{\"school\":\"%s\",\"reason\":\"wrong-key\"}", school);
    assertThat(again.path("selected").asInt(-1)).as("%s", again).isZero();

    CommandLine dismissed = quarantined(school, "dismiss", "--why", "a test of theirs");
    assertThat(dismissed.out()).as(dismissed.err()).isEqualTo("1 dismissed.\n");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> quarantine("school=" + school.id()).isEmpty());
    CommandLine all = quarantined(school, "list", "--status", "all");
    assertThat(all.out())
        .contains("a test of theirs", "their key was mended")
        .contains("event.safety-drill/%d/%d".formatted(stray.partition(), stray.offset()));
  }

  private byte[] bytes(Event drill) {
    HttpSchemaRegistry registry = new HttpSchemaRegistry(platform.registryUrl());
    int schema = registry.register(drill.type().subject(), drill.type().schema());
    return WireFormat.encode(schema, drill.toRecord());
  }

  private JsonNode decide(String what, String body, ToldSchool school) {
    String path = "/api/v1/quarantine/" + what;
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    HttpResponse<String> answer = platform.ask("POST", path, body.formatted(school.id()), headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return RunningPlatform.json(answer.body());
  }

  private CommandLine quarantined(ToldSchool school, String... words) {
    List<String> line = new ArrayList<>(List.of("quarantine"));
    line.addAll(List.of(words));
    line.addAll(List.of("--school", school.id(), "--to", platform.url()));
    return CommandLine.run(line.toArray(String[]::new));
  }

  private JsonNode quarantine(String query) {
    return platform.get("/api/v1/quarantine?" + query).path("entries");
  }

  private static void assertThatItIs(JsonNode entry, RecordMetadata place) {
    assertThat(entry.path("reason").asText()).isEqualTo("undecodable");
    assertThat(entry.path("detail").asText()).isNotBlank();
    assertThat(entry.path("view").asText()).isEqualTo("safety-drills");
    assertThat(entry.path("topic").asText()).isEqualTo(place.topic());
    assertThat(entry.path("partition").asInt(-1)).isEqualTo(place.partition());
    assertThat(entry.path("offset").asLong(-1)).isEqualTo(place.offset());
  }

  private RecordMetadata produce(String topic, String key, byte[] value) throws Exception {
    Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", platform.bootstrap()));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      return producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  @Test
  void everyRecordIsInOneBucket() {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.drill("2019-05-12", 8), school.drill("2019-05-13", 8));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(platform.get("/api/v1/freshness").path("lag").asLong(-1)).isZero();
              JsonNode accounting = platform.get("/api/v1/accounting");
              assertThatItBalances(accounting.path("totals"));
              assertThat(accounting.path("byType"))
                  .allSatisfy(OperationsTest::assertThatItBalances);
              assertThat(accounting.path("bySource"))
                  .isNotEmpty()
                  .allSatisfy(OperationsTest::assertThatItBalances);
              assertThat(accounting.at("/totals/received").asInt()).isGreaterThanOrEqualTo(2);
            });
  }

  static void assertThatItBalances(JsonNode counts) {
    assertThat(
            counts.path("posted").asLong()
                + counts.path("duplicate").asLong()
                + counts.path("superseded").asLong()
                + counts.path("waiting").asLong()
                + counts.path("quarantined").asLong())
        .as("%s", counts)
        .isEqualTo(counts.path("received").asLong(-1));
  }

  private HttpResponse<String> get(String path) {
    return platform.ask("GET", path, null, Map.of());
  }
}
