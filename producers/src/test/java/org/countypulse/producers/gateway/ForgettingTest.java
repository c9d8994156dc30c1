package org.countypulse.producers.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.Cast;
import org.countypulse.producers.LocalKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgettingTest {

  private static TestDoor door;

  @BeforeAll
  static void open() throws Exception {
    door =
        new TestDoor(
            LocalKafka.shared().settings(), Counties.chinese(), Cast.TODAY, school -> true, 4);
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void whoWasSentIsForgottenOnceAndIsSomebodyElseAfterwards() throws Exception {
    String grant = grant("forget-me").toString();
    assertThat(send(grant)).contains("\"accepted\":1");
    assertThat(send(grant)).contains("\"duplicate\":1");

    String answer = forget("application/json", "{\"ref\":\"forget-me\"}").body();

    assertThat(answer).contains("\"forgotten\":true").doesNotContain("forget-me");
    assertThat(Cast.json(answer).path("keys")).hasSize(1);
    assertThat(forget("application/json", "{\"ref\":\"forget-me\"}").body())
        .contains("\"forgotten\":false");
    assertThat(send(grant)).contains("\"accepted\":1", "\"conflicting\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "forget-him",
        "{\"ref\":7}",
        "{\"ref\":\"\"}",
        "{\"ref\":\"forget-him\",\"waitSeconds\":-1}",
        "{\"ref\":\"forget-him\",\"waitt\":1}",
        "{\"ref\":\"forget-him\""
      })
  void whatIsNotUnderstoodIsRefusedWithoutBeingRepeated(String body) throws Exception {
    HttpResponse<String> answer = forget("application/json", body);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("forget-him");
  }

  @Test
  void aFormOfAForeignPageForgetsNobody() throws Exception {
    assertThat(forget("text/plain", "{\"ref\":\"forget-him\"}").statusCode()).isEqualTo(415);
  }

  private static ObjectNode grant(String student) {
    ObjectNode grant = Cast.drill(UUID.randomUUID().toString()).put("type", "student-aid-granted");
    grant.set(
        "data",
        Cast.json(
            "{\"category\":\"GRANT_SENIOR\",\"beneficiaries\":1,\"amount\":5,\"studentRef\":\"%s\"}"
                .formatted(student)));
    return grant;
  }

  private static String send(String event) throws Exception {
    return door.post("application/cloudevents+json", event).body();
  }

  private static HttpResponse<String> forget(String type, String body) throws Exception {
    return door.send(
        HttpRequest.newBuilder(URI.create(door.url() + "/api/v1/forget"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build());
  }
}
