package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A registry that asks for a user and password. Who has them works as ever; who hasn't hears so in
 * one line; and when they are changed under a running platform, events wait. The password is
 * nowhere to be seen.
 */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LAST)
class GuardedRegistryTest {

  private static final EventType DRILL = EventTypes.SAFETY_DRILL;
  private static final String PASSWORD = "s3cret-of-the-registry";
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;
  private final RunningPlatform shared;
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer guard;
  private volatile String wanted = basic(PASSWORD);

  GuardedRegistryTest(RunningPlatform shared) {
    this.shared = shared;
  }

  @BeforeEach
  void start() throws IOException {
    guard = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    guard.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "registry-guard");
              thread.setDaemon(true);
              return thread;
            }));
    guard.createContext("/", this::letThroughOrNot);
    guard.start();
  }

  @AfterEach
  void stop() {
    guard.stop(0);
  }

  private static String basic(String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(("county:" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** Hands what it is asked to the registry of the shared platform. */
  private void letThroughOrNot(HttpExchange exchange) throws IOException {
    byte[] asked = exchange.getRequestBody().readAllBytes();
    if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error_code\":40101,\"message\":\"Unauthorized\"}".getBytes());
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(shared.registryUrl() + exchange.getRequestURI()))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(asked))
            .build();
    try {
      HttpResponse<byte[]> said = http.send(request, BodyHandlers.ofByteArray());
      answer(exchange, said.statusCode(), said.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String config(String password, String... further) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(
        file,
        "schema.registry.url=http://county:%s@127.0.0.1:%d\n%s\n"
            .formatted(password, guard.getAddress().getPort(), String.join("\n", further)));
    return file.toString();
  }

  @Test
  void whoIsKeptOutHearsItInOneLineAtStart() throws IOException {
    CommandLine started =
        CommandLine.run(
            "gateway",
            "--bootstrap",
            shared.bootstrap(),
            "--port",
            "0",
            "--client-config",
            config("wr0ng-one"));
    assertThat(started.exitCode()).isEqualTo(1);
    assertThat(started.err().strip().lines())
        .singleElement()
        .asString()
        .contains("127.0.0.1:" + guard.getAddress().getPort())
        .contains("does not let us in")
        .contains("basic.auth.user.info", "--client-config")
        .doesNotContain("wr0ng-one");
    assertThat(started.out()).doesNotContain("wr0ng-one");
  }

  @Test
  void aSerializerThatIsNotThereIsNamedInOneLineAtStart() throws IOException {
    CommandLine started =
        CommandLine.run(
            "gateway",
            "--bootstrap",
            shared.bootstrap(),
            "--port",
            "0",
            "--client-config",
            config(PASSWORD, "value.serializer=" + Confluent.SERIALIZER));
    assertThat(started.exitCode()).isEqualTo(1);
    assertThat(started.err().strip().lines())
        .singleElement()
        .asString()
        .contains(Confluent.SERIALIZER, "-Pconfluent", "--client-config");
  }

  /** Under names that the registry does not know before, so the platform must have seen to them. */
  @ParameterizedTest
  @ValueSource(strings = {"our own serializer", "Confluent's"})
  void eventsWaitWhileARunningPlatformIsKeptOut(String whose) throws Exception {
    boolean confluent = whose.equals("Confluent's");
    String config =
        confluent
            ? config(
                PASSWORD,
                "value.serializer=" + Confluent.SERIALIZER,
                "value.deserializer=" + Confluent.DESERIALIZER,
                Confluent.STRATEGY + "=" + Confluent.RECORD_NAME)
            : config(PASSWORD, Confluent.STRATEGY + "=" + Confluent.TOPIC_RECORD_NAME);
    Map<String, String> environment =
        confluent ? Map.of("COUNTYPULSE_CLASSPATH", Confluent.JAR.toString()) : Map.of();
    Path data = folder.resolve("data");
    try (RunningPlatform platform =
        RunningPlatform.start(environment, "up", data, "--client-config", config)) {
      ToldSchool school = ToldSchool.alone();
      platform.send(school.registered(), school.drill("2019-05-12", 10));
      platform.awaitFigure(school.county(), "drills-held", 1);
      assertThatNobodySeesThePassword(platform);

      Schema foreign = new Schema.Parser().parse(ForeignSchemas.bare(DRILL.schema()));
      int id = new HttpSchemaRegistry(shared.registryUrl()).register(DRILL.subject(), foreign);
      wanted = basic("changed");
      byte[] value = WireFormat.encode(id, school.avroDrill("test/guarded", 5).toRecord());
      school.sendAsDrill(platform, value);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(data.resolve("logs/streams.log"))
                      .content()
                      .contains("does not let us in"));
      wanted = basic(PASSWORD);
      platform.awaitFigure(school.county(), "drills-held", 2);
      assertThat(platform.get("/api/v1/quarantine?school=" + school.id()).toString())
          .doesNotContain("safety-drill");
      assertThatNobodySeesThePassword(platform);
    }
  }

  /** Not printed, not logged, and not among the words of a process, which anybody may list. */
  private static void assertThatNobodySeesThePassword(RunningPlatform platform) throws IOException {
    assertThat(platform.output()).doesNotContain(PASSWORD);
    for (ProcessHandle process : platform.processes()) {
      Path words = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      if (Files.exists(words)) {
        assertThat(Files.readString(words)).doesNotContain(PASSWORD);
      }
    }
    try (var logs = Files.list(platform.data().resolve("logs"))) {
      List<Path> all = logs.toList();
      assertThat(all).isNotEmpty();
      for (Path log : all) {
        assertThat(Files.readString(log)).as(log.toString()).doesNotContain(PASSWORD);
      }
    }
  }
}
