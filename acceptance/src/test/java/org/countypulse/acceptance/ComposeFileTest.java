package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.countypulse.acceptance.ComposeFile.Service;
import org.countypulse.platform.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What can be wrong in the files for Docker and is seen without a Docker. */
class ComposeFileTest {

  private static final ComposeFile COMPOSE = new ComposeFile();
  private static final Path DEPLOY = RunningPlatform.ROOT.resolve("deploy");

  /** The image that the Dockerfile makes. */
  private static final String OURS = "countypulse";

  static List<Service> services() {
    return COMPOSE.services();
  }

  static List<Service> parts() {
    return services().stream().filter(service -> service.image().equals(OURS)).toList();
  }

  static List<Service> brokers() {
    return services().stream().filter(service -> service.name().startsWith("kafka-")).toList();
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyServiceHasAPinnedImageAHealthCheckAMemoryLimitAndIsStartedAgain(Service service) {
    if (!service.image().equals(OURS)) {
      assertThat(service.image()).matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+");
    }
    assertThat(ComposeFile.list(ComposeFile.map(service.content(), "healthcheck"), "test"))
        .hasSizeGreaterThan(1);
    assertThat(service.content()).containsKey("mem_limit");
    assertThat(service.content()).containsEntry("restart", "unless-stopped");
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyPortIsForThisMachineOnly(Service service) {
    assertThat(service.ports()).allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void everyServiceWaitsForHealthyOnesThatExist(Service service) {
    Set<String> names = new HashSet<>(services().stream().map(Service::name).toList());
    assertThat(names).containsAll(service.dependencies().keySet());
    assertThat(service.dependencies().values())
        .allMatch(Map.of("condition", "service_healthy")::equals);
  }

  @Test
  void everyVolumeIsDeclaredAndUsedOnceAndEveryMountedFileExists() {
    List<String> mounted =
        services().stream()
            .flatMap(service -> service.volumes().stream())
            .map(volume -> volume.substring(0, volume.indexOf(':')))
            .toList();
    List<String> files = mounted.stream().filter(source -> source.startsWith("./")).toList();
    List<String> volumes = mounted.stream().filter(source -> !source.startsWith("./")).toList();
    assertThat(volumes).containsExactlyInAnyOrderElementsOf(COMPOSE.volumes());
    assertThat(files)
        .isNotEmpty()
        .allMatch(file -> Files.exists(RunningPlatform.ROOT.resolve(file)));
  }

  @Test
  void noSecretIsWrittenDownAndEveryOneIsAskedFor() throws IOException {
    assertThat(Files.readString(ComposeFile.PATH).lines())
        .filteredOn(line -> line.matches("\\s*\\w*(TOKEN|PASSWORD|SECRET)\\w*:.*"))
        .isNotEmpty()
        .allMatch(line -> line.contains("${COUNTYPULSE_TOKEN:?"));
    assertThat(RunningPlatform.ROOT.resolve(".gitignore")).content().contains("\n.env\n");
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartIsStartedAsTheCommandLineUnderstands(Service part) {
    assertThatCode(
            () -> new CommandLine(new Main()).parseArgs(part.command().toArray(String[]::new)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartKnowsAllBrokersAndTheRegistry(Service part) {
    String bootstrap =
        String.join(",", brokers().stream().map(broker -> broker.name() + ":9092").toList());
    assertThat(part.command())
        .contains("--bootstrap=" + bootstrap, "--registry=http://registry:8081");
  }

  @Test
  void theBrokersAreOneClusterOfThree() {
    assertThat(brokers()).hasSize(3);
    Set<Object> ids = new HashSet<>();
    for (Service broker : brokers()) {
      Map<String, Object> settings = broker.environment();
      Object id = settings.get("KAFKA_NODE_ID");
      assertThat(ids.add(id)).as("node id %s", id).isTrue();
      assertThat((String) settings.get("KAFKA_CONTROLLER_QUORUM_VOTERS"))
          .contains("%s@%s:9093".formatted(id, broker.name()));
      assertThat((String) settings.get("KAFKA_ADVERTISED_LISTENERS"))
          .contains("://" + broker.name() + ":9092", "://127.0.0.1:" + published(broker));
      assertThatCode(() -> Uuid.fromString((String) settings.get("CLUSTER_ID")))
          .doesNotThrowAnyException();
    }
  }

  private static String published(Service broker) {
    return broker.ports().get(0).split(":")[1];
  }

  @ParameterizedTest
  @MethodSource("brokers")
  void everySettingOfABrokerIsOneThatKafkaHas(Service broker) {
    List<String> names =
        broker.environment().keySet().stream()
            .filter(name -> name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS"))
            .map(name -> name.substring("KAFKA_".length()).toLowerCase(Locale.ROOT))
            .map(name -> name.replace('_', '.'))
            .toList();
    assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(names);
  }

  @Test
  void prometheusScrapesEveryPart() {
    List<String> scraped = new ArrayList<>();
    for (Object job :
        (List<?>) ComposeFile.yaml(DEPLOY.resolve("prometheus.yml")).get("scrape_configs")) {
      Matcher targets = Pattern.compile("[a-z0-9-]+:8080").matcher(job.toString());
      while (targets.find()) {
        scraped.add(targets.group());
      }
    }
    assertThat(scraped)
        .containsExactlyInAnyOrderElementsOf(
            parts().stream().map(part -> part.name() + ":8080").toList());
  }

  @Test
  void theDockerfileKnowsWhichJarsAreOurs() throws IOException {
    String dockerfile = Files.readString(RunningPlatform.ROOT.resolve("Dockerfile"));
    Matcher ours = Pattern.compile("for module in ([a-z ]+);").matcher(dockerfile);
    assertThat(ours.find()).isTrue();
    try (Stream<Path> jars =
        Files.list(RunningPlatform.ROOT.resolve("platform/target/countypulse/lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .filteredOn(jar -> jar.endsWith("-SNAPSHOT.jar"))
          .extracting(jar -> jar.replaceAll("-[0-9].*", ""))
          .containsExactlyInAnyOrder(ours.group(1).split(" "));
    }
  }
}
