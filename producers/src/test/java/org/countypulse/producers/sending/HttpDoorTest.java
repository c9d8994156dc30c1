package org.countypulse.producers.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDoorTest {

  private static final String VERDICT =
      "{\"accepted\":1,\"results\":[{\"id\":\"1\",\"status\":\"accepted\"}]}";
  private static final List<ObjectNode> BATCH =
      List.of(JsonNodeFactory.instance.objectNode().put("id", "1"));

  private record Answer(int status, String retryAfter, String body) {}

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + body);
          Answer answer = answers.remove();
          if (answer.retryAfter() != null) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
          }
          byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aBatchIsSentAsCloudEventsWithTheToken() throws Exception {
    answers.add(new Answer(200, null, VERDICT));

    assertThat(door("secret", Duration.ZERO).send(BATCH)).hasSize(1);

    assertThat(asked)
        .containsExactly(
            "Bearer secret application/cloudevents-batch+json; charset=utf-8 [{\"id\":\"1\"}]");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aBusyPlatformGetsTheWholeBatchAgain(int status) throws Exception {
    answers.add(new Answer(status, "0", "{}"));
    answers.add(new Answer(status, "0", "{}"));
    answers.add(new Answer(200, null, VERDICT));

    assertThat(door(null, Duration.ofSeconds(30)).send(BATCH)).hasSize(1);

    assertThat(asked).hasSize(3).containsOnly(asked.get(0));
  }

  @Test
  void patienceEnds() {
    answers.add(new Answer(503, "5", "{\"detail\":\"Kafka is away.\"}"));

    assertThatThrownBy(() -> door(null, Duration.ofSeconds(1)).send(BATCH))
        .isInstanceOf(SendingException.class)
        .hasMessageEndingWith("could not take the events in for 1 s: Kafka is away.");
  }

  @Test
  void aRefusalIsToldAtOnce() {
    answers.add(new Answer(401, null, ""));
    answers.add(new Answer(413, null, "{\"title\":\"Too large\",\"detail\":\"At most 10 MB.\"}"));
    answers.add(new Answer(200, null, "<html>"));
    answers.add(new Answer(200, null, "{}"));
    HttpDoor door = door(null, Duration.ofSeconds(30));

    assertThatThrownBy(() -> door.send(BATCH)).hasMessageContaining("asks for a token (401)");
    assertThatThrownBy(() -> door.send(BATCH)).hasMessageEndingWith("answers 413: At most 10 MB.");
    assertThatThrownBy(() -> door.send(BATCH)).hasMessageContaining("does not answer in JSON");
    assertThatThrownBy(() -> door.send(BATCH)).hasMessageContaining("is it the right address");
  }

  /** With patience for an hour: whether it waits shows in whether this test ends. */
  @Test
  @Timeout(60)
  void whereNobodyHasEverAnsweredThatIsToldAtOnce() {
    HttpDoor door = door(null, Duration.ofHours(1));
    server.stop(0);

    assertThatThrownBy(() -> door.send(BATCH)).hasMessageContaining("nothing answers there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "ftp://x", "", "http://", "a b"})
  void whatIsNoAddressIsToldAsSuch(String url) {
    assertThatThrownBy(() -> new HttpDoor(url, null, Duration.ZERO))
        .isInstanceOf(SendingException.class)
        .hasMessageContaining("is not an address");
  }

  private HttpDoor door(String token, Duration patience) {
    return new HttpDoor("http://127.0.0.1:" + server.getAddress().getPort() + "/", token, patience);
  }
}
