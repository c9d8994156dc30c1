package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.platform.process.EmbeddedRegistry;
import org.countypulse.producers.NotAllowedException;
import org.countypulse.producers.Receipt;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.event.SafetyDrillData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The platform's parts on a cluster that lets in only users with passwords over TLS, each part with
 * a user of its own and the rights that {@code ./countypulse access} gives it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredClusterTest {

  private static final String STREAMS = "streams";
  private static final String GATEWAY = "gateway";
  private static final String DASHBOARD = "dashboard";
  private static final String SIS = "sis-xinfu";
  private static final Duration COUNTED_WITHIN = Duration.ofSeconds(60);

  private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();

  @TempDir static Path folder;

  private static SecuredKafka kafka;
  private static String registry;
  private static CommandLine access;
  private static RunningPart streams;
  private static RunningPart gateway;
  private static RunningPart dashboard;
  private static Path tokens;
  private static String ofAll;

  @BeforeAll
  static void start() throws Exception {
    kafka = opened(SecuredKafka.start(folder.resolve("kafka"), STREAMS, GATEWAY, DASHBOARD, SIS));
    registry = startRegistry();
    access = give();
    assertThat(access.exitCode()).as(access.err()).isZero();
    streams = opened(startPart(STREAMS, "--state", folder.resolve("state").toString()));
    tokens = folder.resolve("tokens.json");
    ofAll = token("all", "--everything");
    gateway = opened(startPart(GATEWAY, "--port", "0", "--tokens", tokens.toString()));
    dashboard = opened(startPart(DASHBOARD, "--port", "0"));
  }

  private static <T extends AutoCloseable> T opened(T thing) {
    OPENED.push(thing);
    return thing;
  }

  private static String startRegistry() {
    DataFolder data = opened(DataFolder.open(folder.resolve("registry")));
    EmbeddedRegistry started =
        opened(
            EmbeddedRegistry.start(
                data,
                RunningPlatform.ROOT.resolve("platform/target/countypulse/registry"),
                OptionalInt.empty(),
                line -> {}));
    started.awaitReady(Duration.ofSeconds(90));
    return started.url();
  }

  /** As the README does it. */
  private static CommandLine give() throws IOException {
    return CommandLine.run(
        "access",
        "--client-config",
        kafka.clientConfig(SecuredKafka.ADMIN).toString(),
        "--streams",
        STREAMS,
        "--gateway",
        GATEWAY,
        "--dashboard",
        DASHBOARD,
        "--school-system",
        SIS,
        "--types",
        "safety-drill,canteen-inspection");
  }

  private static RunningPart startPart(String part, String... options) throws IOException {
    return RunningPart.start(
        folder.resolve(part + ".log"),
        Stream.concat(
                Stream.of(
                    part,
                    "--registry",
                    registry,
                    "--client-config",
                    kafka.clientConfig(part).toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static String token(String name, String... rights) {
    CommandLine made =
        CommandLine.run(
            Stream.concat(
                    Stream.of("token", "create", "--tokens", tokens + "", "--name", name),
                    Stream.of(rights))
                .toArray(String[]::new));
    assertThat(made.exitCode()).as(made.err()).isZero();
    return made.out().strip();
  }

  @AfterAll
  static void stop() throws Exception {
    while (!OPENED.isEmpty()) {
      OPENED.pop().close();
    }
  }

  @Test
  void aDrillOverHttpIsCountedAndShown() {
    ToldSchool school = ToldSchool.alone();
    post(school.registered(), school.drill("2019-05-12", 812));

    awaitFigure(school.county(), "drill-participants", 812);
  }

  @Test
  void theGatewayAloneKnowsWhichCountyASchoolBelongsTo() {
    ToldSchool here = ToldSchool.alone();
    ToldSchool elsewhere = ToldSchool.alone();
    post(here.registered(), elsewhere.registered());
    awaitFigure(here.county(), "schools-open", 1);
    awaitFigure(elsewhere.county(), "schools-open", 1);
    String ofCounty = token("county", "--county", here.county());
    var batch = JsonNodeFactory.instance.arrayNode();
    batch.add(here.drill("2019-05-12", 4)).add(elsewhere.drill("2019-05-12", 4));

    await()
        .atMost(COUNTED_WITHIN)
        .untilAsserted(
            () -> {
              var answer = gateway.post(ofCounty, batch);
              JsonNode results = RunningPlatform.json(answer.body()).path("results");
              assertThat(results.at("/0/status").asText())
                  .as(answer.body())
                  .isIn("accepted", "duplicate");
              assertThat(results.at("/1/code").asInt()).isEqualTo(403);
            });
  }

  @Test
  void aSchoolSystemsOwnUserIsCounted() throws Exception {
    ToldSchool school = ToldSchool.alone();
    post(school.registered());

    try (SchoolClient client = new SchoolClient(sis())) {
      client.send(drill(school.id(), 77)).get();
    }

    awaitFigure(school.county(), "drill-participants", 77);
  }

  /** Both encrypt references with keys from one topic, which only they may read. */
  @Test
  void gatewayAndSchoolSystemHaveTheRightToTheKeysOfPersons() throws Exception {
    ToldSchool school = ToldSchool.alone();
    post(
        school.registered(),
        school.event(
            "enrollment",
            "2019-05-12",
            "{\"studentRef\":\"s-1\",\"grade\":\"7\",\"change\":\"NEW_ENTRY\"}"));

    try (SchoolClient client = new SchoolClient(sis())) {
      client.send(inspection(drill(school.id(), 1))).get();
    }

    awaitFigure(school.county(), "enrollment-entries", 1);
    awaitFigure(school.county(), "canteen-passed", 1);
  }

  private static Event inspection(Event event) {
    return new Event(
        EventTypes.CANTEEN_INSPECTION,
        event.eventId(),
        event.schoolId(),
        event.day(),
        event.happenedAt(),
        event.recordedAt(),
        event.source(),
        null,
        false,
        CanteenInspectionData.newBuilder()
            .setInspector("i-1")
            .setOutcome(InspectionOutcome.PASS)
            .setViolations(List.of())
            .build());
  }

  @Test
  void theJavaClientSaysWhoMayNotWriteWhatAndWhatToAskFor() throws Exception {
    Properties settings = kafka.client(GATEWAY);
    settings.put("schema.registry.url", registry);
    settings.putAll(sis());
    try (SchoolClient client = new SchoolClient(settings)) {
      var sending = client.send(registrationOf(drill("1409020001", 1)));

      assertThat(catchThrowable(sending::get))
          .cause()
          .isInstanceOf(NotAllowedException.class)
          .hasMessageContaining("The Kafka user sis-xinfu may not write to the topic")
          .hasMessageContaining("event.school-registered")
          .hasMessageContaining(
              "./countypulse access --school-system sis-xinfu --types school-registered");
      Receipt other = client.send(drill("1409020001", 2)).get();
      assertThat(other.topic()).isEqualTo("event.safety-drill");
    }
  }

  @ParameterizedTest(name = "{0} may not write {1}")
  @CsvSource({
    "sis-xinfu, ledger.safety-drills.v1",
    "sis-xinfu, ledger.registry-enrollment.v1.schools",
    "sis-xinfu, event.enrollment",
    "sis-xinfu, quarantine",
    "sis-xinfu, views",
    "sis-xinfu, countypulse.safety-drills.v1-postings-repartition",
    "gateway, ledger.safety-drills.v1",
    "gateway, views",
    "gateway, quarantine",
    "streams, event.safety-drill",
    "streams, subject-keys",
    "dashboard, subject-keys",
    "dashboard, event.safety-drill",
    "dashboard, ledger.safety-drills.v1",
    "dashboard, views",
    "dashboard, quarantine",
    "dashboard, countypulse.safety-drills.v1-postings-repartition",
  })
  void onlyWhoHasTheRightWrites(String user, String topic) {
    try (var producer =
        new KafkaProducer<>(
            kafka.client(user), new StringSerializer(), new ByteArraySerializer())) {
      var record = new ProducerRecord<>(topic, "140902", "x".getBytes(StandardCharsets.UTF_8));

      // A user without any right to write is refused as a whole, perhaps before it sends.
      assertThat(catchThrowable(() -> producer.send(record).get()))
          .rootCause()
          .isInstanceOf(AuthorizationException.class);
    }
  }

  @Test
  void aSchoolSystemReadsNeitherTopicsNorOurGroups() {
    Properties settings = kafka.client(SIS);
    settings.put("group.id", "countypulse.safety-drills.v1");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("event.safety-drill"));
      assertThat(catchThrowable(() -> consumer.poll(Duration.ofSeconds(20))))
          .isInstanceOfAny(TopicAuthorizationException.class, GroupAuthorizationException.class);
    }
    try (Admin admin = Admin.create(settings)) {
      var offsets = admin.listConsumerGroupOffsets("countypulse.safety-drills.v1");
      assertThat(catchThrowable(() -> offsets.partitionsToOffsetAndMetadata().get()))
          .cause()
          .isInstanceOf(GroupAuthorizationException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAMS, GATEWAY, DASHBOARD})
  void aWrongPasswordIsOneLineWithinSeconds(String part) throws Exception {
    long start = System.nanoTime();
    CommandLine ended =
        CommandLine.run(
            part,
            "--registry",
            registry,
            "--client-config",
            kafka.clientConfig(part, "guessed").toString());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err().strip())
        .doesNotContain("\n")
        .startsWith("countypulse: ")
        .contains("does not let us in")
        .contains("--client-config")
        .doesNotContain("guessed");
    assertThat(ended.out()).as("no stack trace beside it").isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void whoComesWithoutTlsIsToldSoAtOnce() {
    CommandLine ended =
        CommandLine.run("gateway", "--registry", registry, "--bootstrap", kafka.bootstrap());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err().strip())
        .doesNotContain("\n")
        .contains("speaks TLS", "security.protocol=SASL_SSL");
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"streams, read", "gateway, write to", "dashboard, read"})
  void anotherUsersCommandSaysInOneLineWhichRightIsMissing(String part, String may)
      throws Exception {
    CommandLine ended =
        CommandLine.run(
            part, "--registry", registry, "--client-config", kafka.clientConfig(SIS).toString());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err().strip())
        .doesNotContain("\n")
        .startsWith("countypulse: The Kafka user sis-xinfu may not " + may)
        .contains("./countypulse access --" + part + " sis-xinfu");
  }

  @Test
  void accessIsSafeToRunAgain() throws Exception {
    CommandLine again = give();

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("0 rights given");
    assertThat(access.out()).contains("0 were there already");
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  void aRevokedSchoolSystemWritesNoMore() throws Exception {
    CommandLine revoked =
        CommandLine.run(
            "access",
            "--client-config",
            kafka.clientConfig(SecuredKafka.ADMIN).toString(),
            "--revoke",
            SIS);
    assertThat(revoked.out()).contains("4 rights of sis-xinfu on event topics and keys revoked");
    try (SchoolClient client = new SchoolClient(sis())) {
      for (int participants : List.of(3, 4)) {
        assertThat(catchThrowable(() -> client.send(drill("1409020001", participants)).get()))
            .cause()
            .isInstanceOf(NotAllowedException.class)
            .hasMessageContaining("event.safety-drill");
      }
    }
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void streamsThatLoseARightSaySoAndGoOnWhenTheyHaveItAgain() throws Exception {
    ToldSchool school = ToldSchool.alone();
    post(school.registered(), school.drill("2019-05-12", 5));
    awaitFigure(school.county(), "drill-participants", 5);
    takeFromStreams("event.safety-drill");

    post(school.drill("2019-05-13", 6));
    await()
        .atMost(COUNTED_WITHIN)
        .untilAsserted(
            () ->
                assertThat(streams.output())
                    .contains("does not count: the streams' Kafka user lacks a right")
                    .contains("event.safety-drill")
                    .contains("./countypulse access --streams"));
    assertThat(streams.get("/health/ready").body()).contains("lacks a right");

    assertThat(give().exitCode()).isZero();
    awaitFigure(school.county(), "drill-participants", 11);
  }

  private static void takeFromStreams(String topic) throws Exception {
    try (Admin admin = Admin.create(kafka.client(SecuredKafka.ADMIN))) {
      admin
          .deleteAcls(
              List.of(
                  new AclBindingFilter(
                      new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                      new AccessControlEntryFilter(
                          "User:" + STREAMS, null, AclOperation.ANY, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void noSecretIsInAnyLog() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> logs = files.filter(file -> file.toString().endsWith(".log")).toList();
      assertThat(logs)
          .extracting(file -> file.getFileName().toString())
          .contains("broker.log", "streams.log", "gateway.log", "dashboard.log", "registry.log");
      for (Path log : logs) {
        assertThat(new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1))
            .as(log + "")
            .doesNotContain(kafka.secrets())
            .doesNotContain(ofAll);
      }
    }
    assertThat(access.out() + access.err()).doesNotContain(kafka.secrets());
  }

  private static Properties sis() {
    Properties settings = kafka.client(SIS);
    settings.put("schema.registry.url", registry);
    return settings;
  }

  private static Event drill(String school, int participants) {
    return new Event(
        EventTypes.SAFETY_DRILL,
        UUID.randomUUID().toString(),
        school,
        LocalDate.parse("2019-05-12"),
        Instant.parse("2019-05-12T02:00:00Z"),
        Instant.parse("2019-05-12T03:00:00Z"),
        "sis/xinfu",
        null,
        false,
        SafetyDrillData.newBuilder().setKind(DrillKind.FIRE).setParticipants(participants).build());
  }

  /** A void of a registration: it needs no data. */
  private static Event registrationOf(Event event) {
    return new Event(
        EventTypes.SCHOOL_REGISTERED,
        event.eventId(),
        event.schoolId(),
        event.day(),
        event.happenedAt(),
        event.recordedAt(),
        event.source(),
        UUID.randomUUID().toString(),
        true,
        null);
  }

  private static void post(JsonNode... events) {
    var batch = JsonNodeFactory.instance.arrayNode();
    List.of(events).forEach(batch::add);
    var answer = gateway.post(ofAll, batch);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(RunningPlatform.json(answer.body()).path("accepted").asInt())
        .as(answer.body())
        .isEqualTo(events.length);
  }

  private static void awaitFigure(String county, String measure, long value) {
    await()
        .atMost(COUNTED_WITHIN)
        .untilAsserted(
            () -> {
              JsonNode rows =
                  RunningPlatform.json(
                          dashboard
                              .get(
                                  "/api/v1/figures?window=total&asOf=2019-12-31&measure=" + measure)
                              .body())
                      .path("rows");
              assertThat(rows)
                  .anySatisfy(
                      row -> {
                        assertThat(row.path("code").asText()).isEqualTo(county);
                        assertThat(row.path("value").asLong()).isEqualTo(value);
                      });
            });
  }
}
