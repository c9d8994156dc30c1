package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.countypulse.acceptance.ExamplesFolder.Folder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The programs that readers may copy, run by the very commands that {@code examples/README.md}
 * prints. Only the addresses are those of the platform that is there.
 */
@ExtendWith({SharedPlatform.class, ExamplesFolder.class})
@Order(SharedPlatform.LATE)
class ExampleSendersTest {

  private static final String XINFU = "140902";
  private static final String DAY = "2019-05-12";

  private final RunningPlatform platform;
  private final Folder examples;

  ExampleSendersTest(RunningPlatform platform, Folder examples) {
    this.platform = platform;
    this.examples = examples;
  }

  /** The other senders' drills would wait for it. */
  @BeforeEach
  void theSchoolIsRegistered() {
    platform.send(
        new ToldSchool("1409029001", XINFU)
            .registered()
            .put("id", "6f6f2d3c-52a5-4d5e-9d52-0f6b2f6e9000"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                platform
                    .get("/api/v1/schools/1409029001/account")
                    .at("/totals/posted")
                    .asBoolean(false));
  }

  @Test
  void theCurlScriptSendsADrillAndPrintsItsVerdictAndTheFigure() {
    long before = drills();
    Shell ran = run("examples/curl/send-drill.sh");

    assertThat(ran.output()).contains("\"status\":\"accepted\"");
    assertThat(ran.output())
        .endsWith("Drills held in %s on %s: %d\n".formatted(XINFU, DAY, before + 1));
  }

  @Test
  void theJavaProgramSendsADrillAndItsCorrectionAndShowsARejection() {
    long before = drills();
    long persons = figure("drill-participants");
    Shell ran = run("examples/java/SendDrill.java");

    assertThat(ran.output().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("drill accepted: event.safety-drill"),
            line -> assertThat(line).startsWith("correction accepted: event.safety-drill"),
            line ->
                assertThat(line).startsWith("impossible drill rejected: data.participants: -3 is"));
    awaitDrills(before + 1);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(figure("drill-participants"))
                    .as("the corrected number counts, and only it")
                    .isEqualTo(persons + 812));
  }

  @Test
  void bothJavaScriptSendersSendADrillAndReadTheLedger() {
    examples.installPackages();
    long before = drills();
    Shell ran = run("node send-with-kafkajs.js");

    assertThat(ran.output().lines().filter(line -> line.startsWith("ledger: ")))
        .containsExactly(cell(before + 1), cell(before + 2));
    awaitDrills(before + 2);
  }

  private static String cell(long drills) {
    return "ledger: %s %s drills-held = %d".formatted(XINFU, DAY, drills);
  }

  private Shell run(String word) {
    String commands =
        examples
            .commands(word)
            .replace("npm ci --ignore-scripts", "true # installed, once for all tests")
            .replace("http://127.0.0.1:8080", platform.url())
            .replace("http://127.0.0.1:8081/apis/ccompat/v7", platform.registryUrl())
            .replace("127.0.0.1:9092", platform.bootstrap());
    Shell ran = Shell.run(examples.root(), commands);
    assertThat(ran.exitCode()).as("%s%n%s", commands, ran.output()).isZero();
    return ran;
  }

  private void awaitDrills(long drills) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(drills()).isEqualTo(drills));
  }

  private long drills() {
    return figure("drills-held");
  }

  private long figure(String measure) {
    return platform.figure(XINFU, measure, "1d", DAY).asLong();
  }
}
