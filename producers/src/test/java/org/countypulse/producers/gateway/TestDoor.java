package org.countypulse.producers.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Properties;
import java.util.function.Predicate;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.EventJson;
import org.countypulse.producers.SchoolClient;

/** A server with nothing but the door. */
public final class TestDoor implements AutoCloseable {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HttpClient http = HttpClient.newHttpClient();
  private final SchoolClient client;
  private final Gateway gateway;
  private final Javalin server;

  /**
   * @param mostRequests how many requests it takes in at once
   */
  public TestDoor(
      Properties settings,
      Counties counties,
      Clock clock,
      Predicate<String> registered,
      int mostRequests) {
    this(settings, counties, clock, registered, SendingRight.EVERYTHING, mostRequests);
  }

  /**
   * @param right what every caller may send
   */
  TestDoor(
      Properties settings,
      Counties counties,
      Clock clock,
      Predicate<String> registered,
      SendingRight right,
      int mostRequests) {
    client = new SchoolClient(settings, counties, SHANGHAI, clock);
    EventJson events = new EventJson(counties, SHANGHAI, clock);
    gateway =
        new Gateway(client, events, counties, registered, caller -> right, meters, mostRequests);
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  gateway.addRoutes(config.routes);
                  config.routes.get(
                      "/api/v1/counties",
                      ctx ->
                          ctx.result(
                              "{\"counties\":[{\"code\":\"140902\",\"name\":\"忻府区\","
                                  + "\"nameEn\":\"Xinfu\"},{\"code\":\"1\",\"name\":\"Twin\"},"
                                  + "{\"code\":\"2\",\"name\":\"Twin\"}]}"));
                })
            .start("127.0.0.1", 0);
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  HttpResponse<String> post(String mediaType, JsonNode body) throws Exception {
    return post(mediaType, body.toString());
  }

  HttpResponse<String> post(String mediaType, String body) throws Exception {
    return send(
        request(mediaType)
            .POST(BodyPublishers.ofString(body == null ? "" : body, StandardCharsets.UTF_8))
            .build());
  }

  HttpRequest.Builder request(String mediaType) {
    return HttpRequest.newBuilder(URI.create(url() + "/api/v1/events"))
        .header("Content-Type", mediaType);
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  double count(String meter, String tag, String value) {
    return meters.get(meter).tag(tag, value).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Override
  public void close() {
    server.stop();
    gateway.close();
    client.close();
  }
}
