package org.countypulse.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real broker and the real registry, in their own processes. */
class BrokerAndRegistryTest {
  private static final Duration START = Duration.ofSeconds(90);
  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}";

  @TempDir Path directory;

  @Test
  void aKilledParentLeavesNoOrphanAndTheNextStartOnItsFolderFindsEverything() throws Exception {
    var parent = startParent();
    try {
      var address = awaitReady(parent);
      createTopic(address[1], "event.test");
      int id = register(address[2]);

      var children = List.of(pid("broker"), pid("registry"));
      parent.destroyForcibly().waitFor();

      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> children.stream().allMatch(child -> ProcessHandle.of(child).isEmpty()));
      try (var folder = DataFolder.open(directory)) {
        goesOnWhereItWas(folder, address, id);
      }
    } finally {
      parent.destroyForcibly();
    }
  }

  private void goesOnWhereItWas(DataFolder folder, String[] address, int id) throws Exception {
    try (var broker = EmbeddedBroker.start(folder, OptionalInt.empty(), line -> {});
        var registry =
            EmbeddedRegistry.start(folder, Supervisor.REGISTRY, OptionalInt.empty(), line -> {})) {
      broker.awaitReady(START);
      registry.awaitReady(START);
      assertThat(broker.bootstrap()).as("same port").isEqualTo(address[1]);
      assertThat(registry.url()).as("same port").isEqualTo(address[2]);
      assertThat(topics(broker.bootstrap())).contains("event.test");
      assertThat(register(registry.url())).as("same id").isEqualTo(id);
      assertThat(get(registry.url() + "/config")).contains("BACKWARD_TRANSITIVE");
      takesEveryPublishedSchema(registry.url());
      aKilledBrokerComesBack(broker);
    }
  }

  /** One after the other, as they were published: renamed fields and added symbols, too. */
  private static void takesEveryPublishedSchema(String url) throws Exception {
    var registry = new HttpSchemaRegistry(url);
    for (var type : EventTypes.ALL) {
      var folder = Path.of("../schemas/src/test/resources/frozen", type.name());
      for (int n = 1; Files.exists(folder.resolve("v" + n + ".avsc")); n++) {
        var text = Files.readString(folder.resolve("v" + n + ".avsc"));
        assertThat(registry.register(type.subject(), new Schema.Parser().parse(text)))
            .as("%s v%d", type, n)
            .isPositive();
      }
    }
  }

  private static void aKilledBrokerComesBack(EmbeddedBroker broker) throws Exception {
    long killed = broker.pid();
    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    await().atMost(START).until(() -> broker.pid() != killed);
    await()
        .atMost(START)
        .until(() -> EmbeddedBroker.answers(broker.bootstrap(), Duration.ofSeconds(1)));
    assertThat(topics(broker.bootstrap())).contains("event.test");
  }

  private Process startParent() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            ChildProcess.ownClassPath(),
            Supervisor.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String[] awaitReady(Process parent) throws Exception {
    var output = new BufferedReader(new InputStreamReader(parent.getInputStream()));
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready ")) {
        return line.split(" ");
      }
    }
    throw new AssertionError("the parent never was ready");
  }

  private long pid(String name) throws Exception {
    return Long.parseLong(Files.readString(directory.resolve("run/" + name + ".pid")).strip());
  }

  private static void createTopic(String bootstrap, String name) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all().get();
    }
  }

  private static java.util.Set<String> topics(String bootstrap) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin.listTopics().names().get();
    }
  }

  private static int register(String url) throws Exception {
    var body = "{\"schema\":\"" + SCHEMA.replace("\"", "\\\"") + "\"}";
    var request =
        HttpRequest.newBuilder(URI.create(url + "/subjects/event.test-value/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Integer.parseInt(answer.body().replaceAll("\\D", ""));
  }

  private static String get(String url) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
