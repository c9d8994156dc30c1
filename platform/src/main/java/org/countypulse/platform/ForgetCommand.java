package org.countypulse.platform;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets a student or teacher. */
@Command(
    name = "forget",
    description = {
      "Forgets a student's or teacher's reference: destroys the key that it was encrypted with in all events.",
      "Figures stay as they are. It can't be undone."
    },
    sortOptions = false)
final class ForgetCommand implements Callable<Integer> {
  private static final int WAIT_SECONDS = 240;

  @Parameters(
      paramLabel = "REF",
      arity = "0..1",
      description =
          "The reference as schools send it. Without it, it is asked for, or read from standard input: then it does not stand in the shell's history.")
  private String reference;

  @Option(
      names = "--wait",
      description = "Wait until Kafka has cleaned the key away, four minutes at most.")
  private boolean wait;

  @Mixin private ApiClient client;

  @Override
  public Integer call() {
    Logs.off();
    var body = JsonNodeFactory.instance.objectNode();
    body.put("ref", reference == null ? asked() : reference);
    body.put("waitSeconds", wait ? WAIT_SECONDS : 0);
    var answer = client.post("/forget", body);
    if (!answer.path("forgotten").asBoolean()) {
      throw new UserError(answer.path("detail").asText());
    }
    System.out.println("Forgotten. " + answer.path("detail").asText());
    answer.path("keys").forEach(key -> System.out.println("Key " + key.asText()));
    if (wait && !answer.path("goneFromTopic").asBoolean()) {
      throw new UserError(
          "Kafka has not cleaned the key away within %d s. See max.compaction.lag.ms of the topic subject-keys, and log.cleaner.* of the brokers."
              .formatted(WAIT_SECONDS));
    }
    return 0;
  }

  private static String asked() {
    var console = System.console();
    if (console != null) {
      var typed = console.readPassword("Reference to forget: ");
      return nonEmpty(typed == null ? null : new String(typed));
    }
    try {
      return nonEmpty(
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine());
    } catch (IOException e) {
      throw new UserError("Cannot read the reference from standard input.", e);
    }
  }

  private static String nonEmpty(String typed) {
    if (typed == null || typed.isEmpty()) {
      throw new UserError("Give the reference to forget, as REF or on standard input.");
    }
    return typed;
  }
}
