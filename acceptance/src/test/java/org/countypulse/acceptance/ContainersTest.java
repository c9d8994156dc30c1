package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/**
 * The story on containers: the image that the Dockerfile makes, beside the images that
 * docker-compose.yml names. Skipped where no Docker answers, unless {@code
 * COUNTYPULSE_DOCKER_REQUIRED=1} says that there must be one.
 */
class ContainersTest {

  private static final ComposeFile COMPOSE = new ComposeFile();
  private static final String IMAGE = "countypulse:acceptance";
  private static final String BOOTSTRAP = "kafka-1:19092";
  private static final String TOKEN = UUID.randomUUID().toString();
  private static final int PORT = 8080;
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final Duration COUNTED_WITHIN = Duration.ofMinutes(1);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final List<GenericContainer<?>> STARTED = new ArrayList<>();
  private static Network network;
  private static List<GenericContainer<?>> streams;
  private static GenericContainer<?> gateway;
  private static GenericContainer<?> dashboard;

  @BeforeAll
  static void startContainers() {
    needDocker();
    Shell build =
        Shell.run(
            RunningPlatform.ROOT, "docker build --build-arg TREE=prebuilt --tag " + IMAGE + " .");
    assertThat(build.exitCode()).as(build.output()).isZero();
    network = Network.newNetwork();
    start(
        new KafkaContainer(COMPOSE.service("kafka-1").image())
            .withNetwork(network)
            .withListener(BOOTSTRAP)
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"));
    start(registry());
    streams = List.of(streamsProcess(), streamsProcess());
    start(streams.toArray(GenericContainer<?>[]::new));
    gateway = serving("gateway");
    dashboard = serving("dashboard");
    start(gateway, dashboard);
  }

  private static void needDocker() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      String message = "No Docker answers: the image is not tested (docker info says more)";
      assertThat(System.getenv("COUNTYPULSE_DOCKER_REQUIRED")).as(message).isNotEqualTo("1");
      System.out.println(message);
      Assumptions.abort(message);
    }
  }

  private static void start(GenericContainer<?>... containers) {
    STARTED.addAll(List.of(containers));
    Startables.deepStart(containers).join();
  }

  private static GenericContainer<?> registry() {
    return new GenericContainer<>(COMPOSE.service("registry").image())
        .withNetwork(network)
        .withNetworkAliases("registry")
        .withEnv("SCHEMA_REGISTRY_HOST_NAME", "registry")
        .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://" + BOOTSTRAP)
        .withEnv("SCHEMA_REGISTRY_HEAP_OPTS", "-Xms128m -Xmx256m")
        .withExposedPorts(8081)
        .waitingFor(Wait.forHttp("/subjects").withStartupTimeout(READY_WITHIN));
  }

  private static GenericContainer<?> streamsProcess() {
    return part("streams", "--standbys=1", "--status-host=0.0.0.0", "--status-port=" + PORT);
  }

  private static GenericContainer<?> serving(String name) {
    return part(name, "--host=0.0.0.0", "--port=" + PORT).withEnv("COUNTYPULSE_TOKEN", TOKEN);
  }

  private static GenericContainer<?> part(String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--bootstrap=" + BOOTSTRAP, "--registry=http://registry:8081"));
    if (words[0].equals("streams")) {
      command.add("--state=/state");
    }
    return new GenericContainer<>(IMAGE)
        .withNetwork(network)
        .withCommand(command.toArray(String[]::new))
        .withExposedPorts(PORT)
        .waitingFor(Wait.forHttp("/health/ready").forPort(PORT).withStartupTimeout(READY_WITHIN));
  }

  @AfterAll
  static void stopContainers() {
    for (int i = STARTED.size() - 1; i >= 0; i--) {
      STARTED.get(i).stop();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void anEventIsCountedAndSoIsTheNextOneAfterTheStreamsThatCountedItWereKilled() {
    ToldSchool school = ToldSchool.alone();
    post(school.registered());
    post(school.drill("2019-05-12", 8));
    awaitParticipants(school, 8);
    for (GenericContainer<?> killed : streams) {
      kill(killed);
      post(school.drill("2019-05-13", 100));
      awaitParticipants(school, streams.indexOf(killed) == 0 ? 108 : 208);
      revive(killed);
    }
  }

  /** kill −9 from outside. The container remains, and with it the stores. */
  private static void kill(GenericContainer<?> container) {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  private static void revive(GenericContainer<?> container) {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    await()
        .atMost(READY_WITHIN)
        .until(
            () ->
                container
                        .execInContainer(
                            "curl", "-fsS", "http://127.0.0.1:" + PORT + "/health/ready")
                        .getExitCode()
                    == 0);
  }

  @Test
  void theImageRunsWithoutRights() throws Exception {
    assertThat(gateway.execInContainer("id", "-u").getStdout().strip()).isEqualTo("10001");
    assertThat(gateway.execInContainer("touch", "/opt/countypulse/mark").getExitCode()).isNotZero();
  }

  @Test
  void nobodyComesInWithoutTheToken() {
    assertThat(send(request(dashboard, "/api/v1/views")).statusCode()).isEqualTo(401);
    assertThat(send(request(dashboard, "/metrics")).statusCode()).isEqualTo(401);
    assertThat(
            send(request(gateway, "/api/v1/events").POST(BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(401);
  }

  private static void post(ObjectNode event) {
    HttpResponse<String> answer =
        send(
            allowed(gateway, "/api/v1/events")
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(event.toString())));
    assertThat(RunningPlatform.json(answer.body()).path("accepted").asInt())
        .as(answer.body())
        .isEqualTo(1);
  }

  private static void awaitParticipants(ToldSchool school, int participants) {
    await()
        .atMost(COUNTED_WITHIN)
        .untilAsserted(
            () -> assertThat(participants(school)).as(school.county()).isEqualTo(participants));
  }

  private static int participants(ToldSchool school) {
    String path = "/api/v1/counties/" + school.county() + "?window=total&asOf=2019-12-31";
    JsonNode county = RunningPlatform.json(send(allowed(dashboard, path)).body());
    return county.at("/figures/drill-participants").asInt(-1);
  }

  private static HttpRequest.Builder allowed(GenericContainer<?> container, String path) {
    return request(container, path).header("Authorization", "Bearer " + TOKEN);
  }

  private static HttpRequest.Builder request(GenericContainer<?> container, String path) {
    String address = "http://%s:%d".formatted(container.getHost(), container.getMappedPort(PORT));
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(1));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
