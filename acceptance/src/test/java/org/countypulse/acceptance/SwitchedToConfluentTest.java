package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two settings, and Confluent's own serializer and deserializer are at work in the door, the
 * streams and the dashboard. What is no event is quarantined as before; while the registry is away
 * nothing is, and nothing is lost.
 */
class SwitchedToConfluentTest {

  private static final EventType DRILL = EventTypes.SAFETY_DRILL;
  private static final String SOURCE = "test/confluent";
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void configurationAloneSwitchesThePlatformToConfluentsSerializer() throws Exception {
    Path config = folder.resolve("client.properties");
    Files.writeString(
        config,
        """
        value.serializer=%s
        value.deserializer=%s
        """
            .formatted(Confluent.SERIALIZER, Confluent.DESERIALIZER));
    try (RunningPlatform platform =
        RunningPlatform.start(
            Map.of("COUNTYPULSE_CLASSPATH", Confluent.JAR.toString()),
            "up",
            folder.resolve("data"),
            "--client-config",
            config.toString())) {
      ToldSchool school = ToldSchool.alone();
      platform.send(school.registered(), school.drill("2019-05-12", 10));
      platform.awaitFigure(school.county(), "drills-held", 1);
      assertThatConfluentsClassesAreAtWork(platform);

      sendWithSchoolClient(platform, school.avroDrill(SOURCE, 20));
      platform.awaitFigure(school.county(), "drill-participants", 30);

      school.sendAsDrill(platform, "no event".getBytes(StandardCharsets.UTF_8));
      school.sendAsDrill(
          platform, WireFormat.encode(999_999, school.avroDrill(SOURCE, 1).toRecord()));
      awaitQuarantine(platform, school, "undecodable", "unknown-schema");

      whileTheRegistryIsAway(platform, school);
      platform.awaitFigure(school.county(), "drills-held", 4);
      platform.awaitFigure(school.county(), "drill-participants", 100);
      awaitQuarantine(platform, school, "undecodable", "unknown-schema");
      JsonNode account = platform.get("/api/v1/schools/" + school.id() + "/account");
      assertThat(account.toString()).contains("\"received\":6");
    }
  }

  /** An event whose schema the streams have yet to ask for, and one behind it. */
  private static void whileTheRegistryIsAway(RunningPlatform platform, ToldSchool school)
      throws Exception {
    HttpSchemaRegistry registry = new HttpSchemaRegistry(platform.registryUrl());
    Schema foreign = new Schema.Parser().parse(ForeignSchemas.bare(DRILL.schema()));
    int foreignId = registry.register(DRILL.subject(), foreign);
    int ourId = registry.idOf(DRILL.subject(), DRILL.schema());
    assertThat(foreignId).isNotEqualTo(ourId);
    ProcessHandle process = registryOf(platform);
    signal("-STOP", process);
    school.sendAsDrill(
        platform, WireFormat.encode(foreignId, school.avroDrill(SOURCE, 30).toRecord()));
    school.sendAsDrill(platform, WireFormat.encode(ourId, school.avroDrill(SOURCE, 40).toRecord()));
    Path log = platform.data().resolve("logs/streams.log");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(log).content().contains("The schema registry can't be asked now"));
    process.destroyForcibly();
    await()
        .atMost(SOON)
        .ignoreExceptions() // for a moment the file names the process that is gone
        .untilAsserted(() -> assertThat(registryOf(platform).pid()).isNotEqualTo(process.pid()));
  }

  private static ProcessHandle registryOf(RunningPlatform platform) throws IOException {
    String pid = Files.readString(platform.data().resolve("run/registry.pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    int exit = new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  private static void assertThatConfluentsClassesAreAtWork(RunningPlatform platform)
      throws Exception {
    assertThat(objectsOf(platform.streams().orElseThrow().pid()))
        .contains(Confluent.SERIALIZER, Confluent.DESERIALIZER);
    assertThat(objectsOf(platform.process().pid()))
        .contains(Confluent.SERIALIZER, Confluent.DESERIALIZER);
  }

  private static String objectsOf(long pid) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram").start();
    String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return histogram;
  }

  private static void sendWithSchoolClient(RunningPlatform platform, Event event) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", platform.bootstrap());
    settings.put("schema.registry.url", platform.registryUrl());
    settings.put("value.serializer", Confluent.SERIALIZER);
    ClassLoader ours = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader both = Confluent.besideOurs()) {
      Thread.currentThread().setContextClassLoader(both);
      try (SchoolClient client = new SchoolClient(settings)) {
        client.send(event).get(60, TimeUnit.SECONDS);
      }
    } finally {
      Thread.currentThread().setContextClassLoader(ours);
    }
  }

  private static void awaitQuarantine(
      RunningPlatform platform, ToldSchool school, String... reasons) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode answer = platform.get("/api/v1/quarantine?school=" + school.id());
              assertThat(answer.findValuesAsText("reason"))
                  .as(answer.toString())
                  .containsExactlyInAnyOrderElementsOf(List.of(reasons));
            });
  }
}
