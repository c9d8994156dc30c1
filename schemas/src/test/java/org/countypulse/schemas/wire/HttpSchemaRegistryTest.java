package org.countypulse.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.SchemaRejectedException;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Only a registry's plain no is final. Whatever else goes wrong may go right later: an outage must
 * never make a good event look unknown.
 */
class HttpSchemaRegistryTest {

  private static final EventType DRILL = EventTypes.SAFETY_DRILL;

  private record Asked(String line, String mediaType, String body) {}

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private HttpSchemaRegistry registry;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::respond);
    server.start();
    registry =
        new HttpSchemaRegistry(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/apis/ccompat/v7/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void respond(HttpExchange exchange) throws IOException {
    asked.add(
        new Asked(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private HttpSchemaRegistryTest answering(int code, String body) {
    status = code;
    answer = body;
    return this;
  }

  private int register() {
    return registry.register(DRILL.subject(), DRILL.schema());
  }

  private int idOf() {
    return registry.idOf(DRILL.subject(), DRILL.schema());
  }

  // --- what it asks ---

  @Test
  void registersASchemaAsConfluentsClientsDo() throws Exception {
    answering(200, "{\"id\":7}");
    assertThat(register()).isEqualTo(7);
    assertThat(asked)
        .extracting(Asked::line)
        .containsExactly(
            "POST /apis/ccompat/v7/subjects/event.safety-drill-value/versions?normalize=false");
    assertThat(asked.get(0).mediaType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    String sent = new ObjectMapper().readTree(asked.get(0).body()).get("schema").textValue();
    assertThat(new Schema.Parser().parse(sent)).isEqualTo(DRILL.schema());
  }

  @Test
  void looksASchemaUpAsConfluentsClientsDo() {
    answering(200, "{\"subject\":\"event.safety-drill-value\",\"version\":1,\"id\":8}");
    assertThat(idOf()).isEqualTo(8);
    assertThat(asked)
        .extracting(Asked::line)
        .containsExactly(
            "POST /apis/ccompat/v7/subjects/event.safety-drill-value"
                + "?normalize=false&deleted=false");
  }

  @Test
  void readsASchemaById() throws Exception {
    answering(
        200, new ObjectMapper().createObjectNode().put("schema", DRILL.schema().toString()) + "");
    assertThat(registry.byId(9)).isEqualTo(DRILL.schema());
    assertThat(asked).extracting(Asked::line).containsExactly("GET /apis/ccompat/v7/schemas/ids/9");
  }

  @Test
  void asksOnlyOnceForWhatNeverChanges() {
    answering(200, "{\"id\":7}");
    register();
    register();
    idOf();
    answering(200, "{\"schema\":\"\\\"string\\\"\"}");
    registry.byId(9);
    registry.byId(9);
    assertThat(asked).hasSize(2);
  }

  @Test
  void asksAgainAfterANo() {
    answering(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    assertThatThrownBy(this::idOf).isInstanceOf(UnknownSchemaException.class);
    answering(200, "{\"id\":7}");
    assertThat(idOf()).isEqualTo(7);
  }

  @Test
  void aSubjectMayHoldAnyCharacter() {
    answering(200, "{\"id\":7}");
    registry.register("a/b ü", DRILL.schema());
    assertThat(asked.get(0).line()).contains("/subjects/a%2Fb").doesNotContain(" ü");
  }

  // --- what it hears ---

  @ParameterizedTest
  @ValueSource(ints = {40401, 40402, 40403})
  void aPlainNoIsFinal(int code) {
    answering(404, "{\"error_code\":" + code + ",\"message\":\"Not found.\"}");
    assertThatThrownBy(() -> registry.byId(9))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("Not found.");
    assertThatThrownBy(this::idOf).isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void aSchemaThatBreaksReadersIsRefused() {
    answering(409, "{\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}");
    assertThatThrownBy(this::register)
        .isInstanceOf(SchemaRejectedException.class)
        .hasMessageContaining("incompatible");
  }

  @Test
  void aSchemaThatIsNoneIsRefused() {
    answering(422, "{\"error_code\":42201,\"message\":\"Invalid Avro schema\"}");
    assertThatThrownBy(this::register)
        .isInstanceOf(SchemaRejectedException.class)
        .hasMessageContaining("Invalid Avro schema");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500 {\"error_code\":50001,\"message\":\"Error in the backend data store\"}",
        "503 busy",
        "404 <html>no such page: a proxy, or a wrong path</html>",
        "404 {\"message\":\"RESTEASY003210\"}",
        "404 ",
        "401 {\"error_code\":40101}",
        "403 ",
        "429 slow down",
        "302 ",
        "200 <html>a log-in page</html>",
        "200 ",
        "200 {}",
        "200 []",
        "200 {\"id\":\"seven\"}",
        "200 {\"schema\":null}",
        "200 null"
      })
  void anythingElseMayGoRightLater(String said) {
    answering(Integer.parseInt(said.substring(0, 3)), said.substring(4));
    assertThatThrownBy(() -> registry.byId(9)).isInstanceOf(RegistryUnavailableException.class);
    assertThatThrownBy(this::register).isInstanceOf(RegistryUnavailableException.class);
    assertThatThrownBy(this::idOf).isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void aSchemaOfAnotherKindIsUnknown() {
    answering(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}");
    assertThatThrownBy(() -> registry.byId(9))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("9");
  }

  @Test
  void aRegistryThatIsNotThereIsUnavailable() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    SchemaRegistry nobody = HttpSchemaRegistry.at("http://127.0.0.1:" + port);
    assertThatThrownBy(() -> nobody.byId(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(String.valueOf(port));
  }

  @Test
  void anInterruptIsPassedOn() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(RegistryUnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  // --- the one in memory ---

  @Test
  void aRegistryInMemoryIsSharedByItsName() {
    SchemaRegistry one = HttpSchemaRegistry.at("memory:shared-by-name");
    int id = one.register(DRILL.subject(), DRILL.schema());
    SchemaRegistry other = HttpSchemaRegistry.at("memory:shared-by-name");
    assertThat(other.idOf(DRILL.subject(), DRILL.schema())).isEqualTo(id);
    assertThat(other.byId(id)).isEqualTo(DRILL.schema());
    assertThatThrownBy(() -> other.idOf("another-value", DRILL.schema()))
        .isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(() -> other.byId(0)).isInstanceOf(UnknownSchemaException.class);
  }
}
