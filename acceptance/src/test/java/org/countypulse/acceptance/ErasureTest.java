package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.domain.Views;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.ledger.SubjectKey;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who is forgotten is nowhere any more: in no topic, store, log or table, in no spelling, and no
 * key that is left opens what stands in the log. And nothing that is counted changes by it.
 */
class ErasureTest {

  private static final String STUDENT = "pupil-" + UUID.randomUUID();
  private static final String TEACHER = "tutor-" + UUID.randomUUID();
  private static final List<String> FORGOTTEN = List.of(STUDENT, TEACHER);
  private static final String REMEMBERED = "pupil-" + UUID.randomUUID();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern TOKEN =
      Pattern.compile(Pattern.quote(PersonReferences.PREFIX) + "[A-Za-z0-9_-]{34,}");

  private final ToldSchool school = ToldSchool.alone();

  @Test
  void whoIsForgottenIsNowhereAndEveryFigureStays(@TempDir Path data) throws Exception {
    List<byte[]> secrets;
    byte[] keptSecret;
    try (RunningPlatform platform = RunningPlatform.start("up", data)) {
      ObjectNode grant = tell(platform);
      Map<String, JsonNode> before = figures(platform);
      assertThat(opened(platform)).contains(STUDENT, TEACHER, REMEMBERED);
      secrets = secretsOf(platform, FORGOTTEN);
      keptSecret = secretsOf(platform, List.of(REMEMBERED)).get(0);

      // At once, since each waits until Kafka has cleaned.
      FORGOTTEN.parallelStream()
          .map(reference -> forget(platform, reference))
          .forEach(
              answer -> {
                assertThat(answer.path("forgotten").asBoolean()).as(answer.toString()).isTrue();
                assertThat(answer.path("goneFromTopic").asBoolean()).as(answer.toString()).isTrue();
              });
      assertThat(forget(platform, STUDENT).path("forgotten").asBoolean()).isFalse();

      assertThat(opened(platform)).contains(REMEMBERED).doesNotContainAnyElementsOf(FORGOTTEN);
      assertThat(figures(platform)).isEqualTo(before);
      assertThatAReplayGivesTheSame(platform);
      assertThatNoTopicSays(platform, FORGOTTEN);
      assertThatNoAnswerSays(platform, FORGOTTEN);

      // Somebody imports the same sheet once more: the event is there already, with another token.
      long quarantined = quarantined(platform);
      platform.send(grant);
      await().atMost(SOON).until(() -> quarantined(platform) == quarantined + 1);
      assertThat(figures(platform)).isEqualTo(before);
      assertThat(forget(platform, STUDENT).path("forgotten").asBoolean())
          .as("it is somebody else since then, who can be forgotten, too")
          .isTrue();
      assertThat(platform.output()).doesNotContain(FORGOTTEN);
    }
    assertThat(files(data, bytes(FORGOTTEN))).isEmpty();
    assertThat(files(data, secrets)).as("the keys themselves").isEmpty();
    assertThat(files(data, List.of(keptSecret)))
        .as("where a key is seen if it is kept")
        .isNotEmpty();
  }

  /** Tells of them by each way in, and in each way that leaves something behind. */
  private ObjectNode tell(RunningPlatform platform) throws Exception {
    ObjectNode grant = grant(STUDENT, 1000).put("recordedtime", "2019-05-13T08:00:00+08:00");
    ObjectNode conflicting = grant(STUDENT, 7);
    conflicting.set("id", grant.get("id"));
    ObjectNode moved =
        school.event(
            "teacher-transfer",
            "2019-05-12",
            """
            {"teacherRef":"%s","role":"TEACHER","fromSchoolId":"%s","fromCountyCode":"%s",
             "fromSetting":"URBAN","toSchoolId":"1409020001","toCountyCode":"140902",
             "toSetting":"VILLAGE","kind":"EXCHANGE","termMonths":12}"""
                .formatted(TEACHER, school.id(), school.county()));
    ObjectNode inspected =
        school.event(
            "canteen-inspection",
            "2019-05-12",
            "{\"inspector\":\"%s\",\"outcome\":\"PASS\",\"violations\":[]}".formatted(TEACHER));
    ObjectNode rejected = enrollment(STUDENT).put("time", "3019-05-12T10:00:00+08:00");
    ObjectNode notText = enrollment(STUDENT);
    ((ObjectNode) notText.path("data")).putArray("studentRef").add(STUDENT);
    ObjectNode withoutSchool =
        ToldSchool.in(school.county())
            .event("enrollment", "2019-05-12", enrollment(STUDENT).path("data").toString());
    JsonNode verdicts =
        platform.send(
            school.registered(),
            enrollment(STUDENT),
            grant,
            grant(STUDENT, 500),
            grant(REMEMBERED, 500),
            moved,
            inspected,
            rejected,
            notText,
            withoutSchool);
    assertThat(verdicts.findValuesAsText("status"))
        .containsExactlyInAnyOrder(
            Stream.concat(
                    Stream.generate(() -> "accepted").limit(8),
                    Stream.generate(() -> "rejected").limit(2))
                .toArray(String[]::new));
    assertThat(verdicts.toString()).doesNotContain(STUDENT);
    platform.send(conflicting);
    sendWithSchoolClient(platform, left(STUDENT));
    platform.awaitFigure(school.county(), "aid-persons", 3);
    platform.awaitFigure(school.county(), "enrollment-entries", 1);
    platform.awaitFigure(school.county(), "enrollment-withdrawn", 1);
    platform.awaitFigure(school.county(), "transfers-out", 1);
    await().atMost(SOON).until(() -> quarantined(platform) == 1);
    return grant;
  }

  private ObjectNode enrollment(String student) {
    return school.event(
        "enrollment",
        "2019-05-12",
        "{\"studentRef\":\"%s\",\"grade\":\"7\",\"change\":\"NEW_ENTRY\"}".formatted(student));
  }

  private ObjectNode grant(String student, int yuan) {
    return school.event(
        "student-aid-granted",
        "2019-05-12",
        "{\"category\":\"GRANT_SENIOR\",\"beneficiaries\":1,\"amount\":%d,\"studentRef\":\"%s\"}"
            .formatted(yuan, student));
  }

  private Event left(String student) {
    Instant at = Instant.parse("2019-06-12T02:00:00Z");
    return new Event(
        EventTypes.ENROLLMENT,
        UUID.randomUUID().toString(),
        school.id(),
        LocalDate.parse("2019-06-12"),
        at,
        at,
        "test/client",
        null,
        false,
        EnrollmentData.newBuilder()
            .setStudentRef(student)
            .setGrade("7")
            .setChange(EnrollmentChange.WITHDRAWN)
            .build());
  }

  private static void sendWithSchoolClient(RunningPlatform platform, Event event) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", platform.bootstrap());
    settings.put("schema.registry.url", platform.registryUrl());
    try (SchoolClient client = new SchoolClient(settings)) {
      client.send(event).get(30, TimeUnit.SECONDS);
    }
  }

  private static JsonNode forget(RunningPlatform platform, String reference) {
    return RunningPlatform.json(
        platform
            .ask(
                "POST",
                "/api/v1/forget",
                "{\"ref\":\"%s\",\"waitSeconds\":55}".formatted(reference),
                Map.of("Content-Type", "application/json"))
            .body());
  }

  private Map<String, JsonNode> figures(RunningPlatform platform) {
    Map<String, JsonNode> figures = new TreeMap<>();
    for (String window : List.of("total", "month", "30d", "school-year")) {
      figures.put(
          window,
          platform
              .get(
                  "/api/v1/counties/%s?window=%s&asOf=2019-05-31"
                      .formatted(school.county(), window))
              .path("figures"));
    }
    return figures;
  }

  private long quarantined(RunningPlatform platform) {
    return platform
        .get("/api/v1/schools/" + school.id() + "/account")
        .at("/totals/quarantined")
        .asLong();
  }

  private static void assertThatAReplayGivesTheSame(RunningPlatform platform) throws Exception {
    LedgersOnKafka kafka = new LedgersOnKafka(platform);
    assertThat(kafka.computed(Views.named("students").orElseThrow()).cells())
        .isEqualTo(kafka.written(Views.named("students").orElseThrow()).cells());
    platform.ask(
        "POST", "/api/v1/views/students/rebuild", "{}", Map.of("Content-Type", "application/json"));
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              List<String> digests = new ArrayList<>();
              for (JsonNode version : platform.get("/api/v1/views")) {
                if (version.path("view").asText().equals("students")) {
                  assertThat(version.path("state").asText()).isEqualTo("live");
                  digests.add(version.path("digest").asText());
                }
              }
              assertThat(digests).hasSize(2);
              assertThat(digests.get(0)).isNotEmpty().isEqualTo(digests.get(1));
            });
  }

  // ---- what stands where

  private static List<String> topics(RunningPlatform platform) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
      return List.copyOf(
          admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get());
    }
  }

  /** Internal ones, too. */
  private static void assertThatNoTopicSays(RunningPlatform platform, List<String> references)
      throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = records(platform, topics(platform));
    List<byte[]> forbidden = bytes(references);
    assertThat(records)
        .hasSizeGreaterThan(50)
        .allSatisfy(record -> assertThat(isFound(text(record), forbidden)).isFalse());
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(
      RunningPlatform platform, List<String> topics) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            BriefReading.settings(Map.of("bootstrap.servers", platform.bootstrap())),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static byte[] text(ConsumerRecord<byte[], byte[]> record) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(record.key() == null ? new byte[0] : record.key());
    all.writeBytes(record.value() == null ? new byte[0] : record.value());
    for (Header header : record.headers()) {
      all.writeBytes(header.key().getBytes(StandardCharsets.UTF_8));
      all.writeBytes(header.value() == null ? new byte[0] : header.value());
    }
    return all.toByteArray();
  }

  private void assertThatNoAnswerSays(RunningPlatform platform, List<String> references) {
    String measure = "measure=aid-students&window=month&asOf=2019-05-31";
    String explained =
        "measure=aid-amount&county=%s&from=2019-05-01&to=2019-05-31".formatted(school.county());
    for (String path :
        List.of(
            "/api/v1/figures?" + measure,
            "/api/v1/figures?format=csv&" + measure,
            "/api/v1/explain?" + explained,
            "/api/v1/report?county=" + school.county() + "&period=2019",
            "/api/v1/report?format=html&county=" + school.county() + "&period=2019",
            "/api/v1/quarantine",
            "/api/v1/quarantine?format=csv",
            "/api/v1/accounting",
            "/api/v1/schools/" + school.id(),
            "/api/v1/schools/" + school.id() + "/account",
            "/api/v1/views",
            "/metrics")) {
      var answer = platform.ask("GET", path, null, Map.of());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(isFound(answer.body().getBytes(StandardCharsets.UTF_8), bytes(references)))
          .as(path)
          .isFalse();
    }
  }

  /** All references that the keys in Kafka open: what a thief of all topics would know. */
  private static List<String> opened(RunningPlatform platform) {
    return opened(platform, secrets(platform));
  }

  private static List<String> opened(RunningPlatform platform, List<byte[]> keys) {
    List<String> topics =
        EventTypes.ALL.stream()
            .filter(type -> PersonReferences.positions(type).length > 0)
            .map(EventType::topic)
            .toList();
    return records(platform, topics).stream()
        .flatMap(
            record ->
                TOKEN.matcher(new String(text(record), StandardCharsets.ISO_8859_1)).results())
        .flatMap(token -> Tokens.open(token.group(), keys).stream())
        .toList();
  }

  private static List<byte[]> secrets(RunningPlatform platform) {
    var decoder =
        new RecordDecoder<SubjectKey>(
            new HttpSchemaRegistry(platform.registryUrl()), SubjectKey.getClassSchema());
    return records(platform, List.of(PersonReferences.KEYS)).stream()
        .filter(row -> row.value() != null)
        .map(row -> decoder.decode(row.value()).getSecret().array())
        .filter(secret -> secret.length > 0)
        .toList();
  }

  private static List<byte[]> secretsOf(RunningPlatform platform, List<String> references) {
    List<byte[]> found =
        secrets(platform).stream()
            .filter(key -> opened(platform, List.of(key)).stream().anyMatch(references::contains))
            .toList();
    assertThat(found).hasSameSizeAs(references);
    return found;
  }

  /** A text's bytes as they would look plain, in hexadecimal digits and in base64. */
  private static List<byte[]> bytes(List<String> texts) {
    return texts.stream().flatMap(Spellings::of).toList();
  }

  private static boolean isFound(byte[] in, List<byte[]> any) {
    String text = new String(in, StandardCharsets.ISO_8859_1);
    return any.stream()
        .anyMatch(one -> text.contains(new String(one, StandardCharsets.ISO_8859_1)));
  }

  /** Files below a folder that have any of these bytes in them: segments, stores, logs. */
  private static List<Path> files(Path folder, List<byte[]> any) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (isFound(Files.readAllBytes(file), any)) {
          found.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      throw new AssertionError("Nothing runs that could delete it", e);
    }
    return found;
  }
}
