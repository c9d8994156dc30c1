package org.countypulse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.countypulse.platform.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpServerTest {
  private static final String SECRET = "0123456789abcdef0123";
  private static final int MEGABYTE = 1024 * 1024;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ProcessMetrics metrics = new ProcessMetrics("server");
  private HttpServer server;

  /** A module with an answer, an echo, and ways to fail. */
  private static final class Cast implements HttpModule {
    private List<String> waiting = List.of();

    @Override
    public void addRoutes(RoutesConfig routes) {
      routes.get("/", context -> context.html("<p>the page</p>"));
      routes.get("/api/v1/figures", context -> context.json(Map.of("value", 12)));
      routes.post("/api/v1/rebuild", context -> context.result("done"));
      routes.post("/api/v1/events", context -> context.result("" + context.bodyAsBytes().length));
      routes.get(
          "/api/v1/bad",
          context -> {
            throw new HttpResponseException(400, "No such window.", Map.of("field", "window"));
          });
      routes.get(
          "/api/v1/away",
          context -> {
            throw new HttpResponseException(503, "Kafka is away.");
          });
      routes.get(
          "/api/v1/broken",
          context -> {
            throw new IllegalStateException("a secret detail");
          });
    }

    @Override
    public List<String> notReady() {
      return waiting;
    }
  }

  private final Cast cast = new Cast();

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    metrics.close();
  }

  @Test
  void everyErrorIsAProblemDocument() throws Exception {
    start(Optional.empty());
    isProblem(get("/api/v1/bad"), 400, "No such window.");
    assertThat(json(get("/api/v1/bad")).path("field").asText()).isEqualTo("window");
    isProblem(get("/nowhere"), 404, "There is nothing at /nowhere.");
    isProblem(send("DELETE", "/api/v1/figures", 0), 405, "");
    isProblem(get("/api/v1/away"), 503, "Kafka is away.");
    assertThat(get("/api/v1/away").headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void aFaultOfOursSaysNothingOfItsInside() throws Exception {
    start(Optional.empty());
    var answer = get("/api/v1/broken");
    isProblem(answer, 500, "Something went wrong on our side.");
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("IllegalState");
  }

  @Test
  void whatJettyRefusesIsAProblemDocumentToo() throws Exception {
    start(Optional.empty());
    var answer = raw("GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(answer).doesNotContain("Jetty");
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws Exception {
    start(Optional.empty());
    for (var path : List.of("/", "/nowhere", "/api/v1/figures")) {
      var headers = get(path).headers();
      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .contains("script-src 'self';")
          .contains("frame-ancestors 'none'");
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(headers.firstValue("Server")).isEmpty();
    }
  }

  @Test
  void withATokenTheApiAndTheMetricsAreClosedAndThePageAndProbesStayOpen() throws Exception {
    start(Optional.of(BearerToken.of(SECRET)));
    for (var closed :
        List.of("/api/v1/figures", "/metrics", "/api//v1/figures", "/api/v1/%66igures")) {
      assertThat(get(closed).statusCode()).as(closed).isIn(400, 401, 404);
    }
    isProblem(get("/api/v1/figures"), 401, "Authorization: Bearer");
    isProblem(send("POST", "/api/v1/events", 3), 401, "Authorization: Bearer");
    assertThat(get("/api/v1/figures").headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(get("/api/v1/figures", "Authorization", "Bearer wrong-wrong-wrong-w").statusCode())
        .isEqualTo(401);
    for (var open : List.of("/", "/health/live", "/health/ready")) {
      assertThat(get(open).statusCode()).as(open).isEqualTo(200);
    }
    for (var path : List.of("/api/v1/figures", "/metrics")) {
      assertThat(get(path, "Authorization", "Bearer " + SECRET).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aHeadRequestIsAnsweredAsItsGetWouldBe() throws Exception {
    start(Optional.empty());
    for (var path : List.of("/", "/api/v1/figures", "/health/live")) {
      assertThat(send("HEAD", path, 0).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void aHeadRequestNeedsTheToken() throws Exception {
    start(Optional.of(BearerToken.of(SECRET)));
    assertThat(send("HEAD", "/api/v1/figures", 0).statusCode()).isEqualTo(401);
  }

  @Test
  void bindingElsewhereNeedsAToken() {
    assertThatThrownBy(() -> new HttpServer.Settings("0.0.0.0", 0, Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--token-file")
        .hasMessageContaining("COUNTYPULSE_TOKEN");
    new HttpServer.Settings("0.0.0.0", 0, Optional.of(BearerToken.of(SECRET)));
  }

  @Test
  void aShortTokenIsRefused() {
    assertThatThrownBy(() -> BearerToken.of("secret"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("16");
  }

  @Test
  void aForeignNameForThisMachineIsRefused() throws Exception {
    start(Optional.empty());
    for (String foreign : List.of("evil.example", "127.evil.example:8080", "127.0.0.1.example")) {
      assertThat(statusFor(foreign)).as(foreign).startsWith("HTTP/1.1 421");
    }
    for (String own : List.of("localhost", "127.0.0.1", "127.1.2.3:8080", "[::1]")) {
      assertThat(statusFor(own)).as(own).startsWith("HTTP/1.1 200");
    }
  }

  private String statusFor(String host) throws Exception {
    return raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aPageOfAnotherSiteChangesNothing() throws Exception {
    start(Optional.empty());
    String host = URI.create(server.url()).getAuthority();
    String from = "POST /api/v1/events HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n";
    String end = "Connection: close\r\n\r\n";
    assertThat(raw(from + "Origin: http://evil.example\r\n" + end)).startsWith("HTTP/1.1 403");
    assertThat(raw(from + "Origin: null\r\n" + end)).startsWith("HTTP/1.1 403");
    assertThat(raw(from + "Origin: http://" + host + "\r\n" + end)).startsWith("HTTP/1.1 200");
    String behindProxy = "Origin: https://pulse.example\r\nSec-Fetch-Site: ";
    assertThat(raw(from + behindProxy + "same-origin\r\n" + end)).startsWith("HTTP/1.1 200");
    assertThat(raw(from + behindProxy + "cross-site\r\n" + end)).startsWith("HTTP/1.1 403");
    assertThat(raw(from + end)).startsWith("HTTP/1.1 200");
  }

  @Test
  void aBodyOfTenMegabytesPassesAndOneByteMoreDoesNot() throws Exception {
    start(Optional.empty());
    assertThat(send("POST", "/api/v1/events", 10 * MEGABYTE).body()).isEqualTo("10485760");
    isProblem(send("POST", "/api/v1/events", 10 * MEGABYTE + 1), 413, "10 MB");
    isProblem(send("POST", "/api/v1/events", 40 * MEGABYTE), 413, "10 MB");
  }

  @Test
  void aBodyOfUnknownLengthIsLimitedToo() throws Exception {
    start(Optional.empty());
    isProblem(sendStreamed(10 * MEGABYTE + 1), 413, "10 MB");
    assertThat(sendStreamed(MEGABYTE).body()).isEqualTo("1048576");
  }

  @Test
  void manyBodiesInARowDoNotUseUpTheirRoom() throws Exception {
    start(Optional.empty());
    for (int i = 0; i < 12; i++) {
      assertThat(send("POST", "/api/v1/events", 8 * MEGABYTE).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void readySaysWhatIsNotReadyYet() throws Exception {
    start(Optional.empty());
    cast.waiting = List.of("the ledger is being read (40 %)");
    var answer = get("/health/ready");
    isProblem(answer, 503, "Not ready yet: the ledger is being read");
    assertThat(json(answer).path("notReady").path(0).asText())
        .isEqualTo("the ledger is being read (40 %)");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    cast.waiting = List.of();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsOfAllProcessesAreOneText() throws Exception {
    start(Optional.empty());
    get("/api/v1/figures");
    var text = get("/metrics").body();
    assertThat(text)
        .contains("jvm_threads_live_threads{process=\"server\"}")
        .contains("other_thing{process=\"streams\"} 7")
        .containsPattern("http_server_requests_seconds_count\\{.*route=\"/api/v1/figures\".*} 1");
  }

  @Test
  void aTakenPortIsOneClearError() {
    start(Optional.empty());
    int port = URI.create(server.url()).getPort();
    var settings = new HttpServer.Settings("127.0.0.1", port, Optional.empty());
    assertThatThrownBy(() -> HttpServer.start(settings, List.of(), metrics, List::of))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Port " + port)
        .hasMessageContaining("--port");
  }

  @Test
  void aNamedTokenSendsEventsAndChangesNothingElse(@TempDir Path folder) throws Exception {
    start(withNamedToken(folder, Optional.empty()));
    assertThat(get("/api/v1/figures").statusCode()).as("reading on this machine").isEqualTo(200);
    isProblem(send("POST", "/api/v1/events", 3), 401, "Authorization: Bearer");
    assertThat(post("/api/v1/events", SECRET).statusCode()).isEqualTo(200);
    isProblem(post("/api/v1/rebuild", SECRET), 403, "operator");
    isProblem(post("/api/v1/events", SECRET + "x"), 401, "Authorization: Bearer");
    assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .as("only the address protects reading")
        .startsWith("HTTP/1.1 421");
  }

  @Test
  void besideTheOperatorsTokenANamedOneMayNotReadUnlessItSaysSo(@TempDir Path folder)
      throws Exception {
    start(withNamedToken(folder, Optional.of(BearerToken.of(SECRET + "-of-the-operator"))));
    isProblem(get("/api/v1/figures"), 401, "Authorization: Bearer");
    isProblem(get("/api/v1/figures", "Authorization", "Bearer " + SECRET), 403, "not read");
    assertThat(post("/api/v1/rebuild", SECRET + "-of-the-operator").statusCode()).isEqualTo(200);
  }

  @Test
  void aRevokedTokenIsRefusedByTheNextRequest(@TempDir Path folder) throws Exception {
    start(withNamedToken(folder, Optional.empty()));
    assertThat(post("/api/v1/events", SECRET).statusCode()).isEqualTo(200);
    TokenFile.change(folder.resolve("tokens.json"), before -> List.of());
    assertThat(post("/api/v1/events", SECRET).statusCode()).isEqualTo(401);
  }

  @Test
  void aBodyThatDripsInIsGivenUpInsteadOfHoldingAThread() throws Exception {
    server =
        HttpServer.start(
            new HttpServer.Settings("127.0.0.1", 0, Optional.empty()),
            List.of(cast),
            metrics,
            List::of,
            Duration.ZERO);
    for (var length : List.of("Content-Length: 1000", "Transfer-Encoding: chunked")) {
      var answer =
          raw(
              "POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                  + length
                  + "\r\n\r\n1\r\na\r\n");
      assertThat(answer).as(length).startsWith("HTTP/1.1 408").contains("did not come within");
    }
    var complete =
        raw(
            "POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nConnection: close\r\n\r\na");
    assertThat(complete).startsWith("HTTP/1.1 200");
  }

  @Test
  void withAKeystoreItSpeaksHttps(@TempDir Path folder) throws Exception {
    start(
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(Tls.of(keystore(folder), folder.resolve("password"))),
            false,
            SmallCells.AUTO,
            ZoneOffset.UTC));
    assertThat(server.url()).startsWith("https://127.0.0.1:");
    var trusting = HttpClient.newBuilder().sslContext(trusting(folder)).build();
    var request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/figures")).build();
    assertThat(trusting.send(request, BodyHandlers.ofString()).body()).contains("12");
    assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .as("who does not trust the certificate")
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void aWrongKeystorePasswordIsOneClearError(@TempDir Path folder) throws Exception {
    var keystore = keystore(folder);
    Files.writeString(folder.resolve("password"), "guessed");
    assertThatThrownBy(() -> Tls.of(keystore, folder.resolve("password")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--tls-password-file")
        .message()
        .doesNotContain("guessed");
  }

  private static Path keystore(Path folder) throws Exception {
    Files.writeString(folder.resolve("password"), SECRET + "\n");
    var keystore = folder.resolve("server.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var line =
        new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", "server", "-keyalg", "EC"));
    line.addAll(List.of("-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1"));
    line.addAll(List.of("-keystore", keystore.toString(), "-storepass", SECRET));
    assertThat(new ProcessBuilder(line).redirectErrorStream(true).start().waitFor()).isZero();
    return keystore;
  }

  private static SSLContext trusting(Path folder) throws Exception {
    var store = KeyStore.getInstance(folder.resolve("server.p12").toFile(), SECRET.toCharArray());
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** A token for one school, whose text is {@link #SECRET}. */
  private static HttpServer.Settings withNamedToken(Path folder, Optional<BearerToken> operator) {
    var hash = HexFormat.of().formatHex(BearerToken.sha256(SECRET));
    var file = folder.resolve("tokens.json");
    TokenFile.change(
        file,
        none ->
            List.of(
                new NamedToken(
                    "sis", hash, Set.of("1409020001"), Set.of(), false, false, false, null)));
    return new HttpServer.Settings(
        "127.0.0.1",
        0,
        operator,
        Optional.of(TokenFile.open(file)),
        Optional.empty(),
        false,
        SmallCells.AUTO,
        ZoneOffset.UTC);
  }

  private HttpResponse<String> post(String path, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString("abc"));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private void start(Optional<BearerToken> token) {
    start(new HttpServer.Settings("127.0.0.1", 0, token));
  }

  private void start(HttpServer.Settings settings) {
    server =
        HttpServer.start(
            settings,
            List.of(cast),
            metrics,
            () -> List.of("# TYPE other_thing gauge\nother_thing{process=\"streams\"} 7\n"));
  }

  private static void isProblem(HttpResponse<String> answer, int status, String detail)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(answer).path("status").asInt()).isEqualTo(status);
    assertThat(json(answer).path("title").asText()).isNotBlank();
    assertThat(json(answer).path("detail").asText()).contains(detail);
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path, int bytes) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(
                method,
                bytes == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(new byte[bytes]));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> sendStreamed(int bytes) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/events"))
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[bytes])));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String raw(String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", URI.create(server.url()).getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
