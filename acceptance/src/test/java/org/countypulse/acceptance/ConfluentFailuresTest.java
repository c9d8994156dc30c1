package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.Samples;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryAccessException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.SchemaRejectedException;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Confluent's own classes in our place: what is wrong with bytes is told from what is wrong with a
 * registry, though both arrive as the same exception. The first goes into quarantine, the second
 * must never bring anything there.
 */
class ConfluentFailuresTest {

  private static final EventType DRILL = EventTypes.SAFETY_DRILL;
  private static final SpecificRecord RECORD = Samples.of(DRILL).toRecord();
  private static final byte[] VALUE = WireFormat.encode(7, RECORD);

  /** What the settings may ask of Confluent's deserializer. */
  enum Reading {
    AS_THE_PLATFORM_WANTS(Map.of()),
    WITH_LOGICAL_TYPES(Map.of("avro.use.logical.type.converters", "true"));

    final Map<String, Object> settings;

    Reading(Map<String, Object> settings) {
      this.settings = settings;
    }
  }

  private final ClassLoader ours = Thread.currentThread().getContextClassLoader();
  private final URLClassLoader both = Confluent.besideOurs();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer =
      JsonNodeFactory.instance.objectNode().put("schema", DRILL.schema().toString()).toString();

  @BeforeEach
  void start() throws IOException {
    Thread.currentThread().setContextClassLoader(both);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::respond);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(0);
    Thread.currentThread().setContextClassLoader(ours);
    both.close();
  }

  private void respond(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void answering(String said) {
    status = Integer.parseInt(said.substring(0, 3));
    answer = said.substring(4);
  }

  private Map<String, Object> settings(Map<String, Object> further) {
    Map<String, Object> all = new HashMap<>();
    all.put("schema.registry.url", "http://127.0.0.1:" + server.getAddress().getPort());
    all.put(ValueFormat.SERIALIZER, Confluent.SERIALIZER);
    all.put(ValueFormat.DESERIALIZER, Confluent.DESERIALIZER);
    all.putAll(further);
    return all;
  }

  private ValueFormat format(Map<String, Object> further) {
    // Not asked: a registry of ours would hide what theirs is told.
    return ValueFormat.of(new InMemorySchemaRegistry(), settings(further));
  }

  private IndexedRecord decode(byte[] value) {
    return decode(value, Map.of());
  }

  private IndexedRecord decode(byte[] value, Map<String, Object> further) {
    try (ValueFormat format = format(further);
        ValueDecoder<IndexedRecord> decoder = format.decoder(DRILL.topic(), DRILL.schema())) {
      return decoder.decode(value);
    }
  }

  private byte[] encode() {
    try (ValueFormat format = format(Map.of())) {
      return format.encode(DRILL.topic(), RECORD);
    }
  }

  // --- what goes well ---

  @ParameterizedTest
  @EnumSource
  void anEventIsReadAsTheSameRecord(Reading reading) {
    assertThat(decode(VALUE, reading.settings)).isEqualTo(RECORD);
  }

  @ParameterizedTest
  @EnumSource
  void anEventOfASchemaOfSomebodyElsesIsReadAsOurRecord(Reading reading) {
    answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("schema", ForeignSchemas.bare(DRILL.schema()))
            .toString();
    assertThat(decode(VALUE, reading.settings)).isEqualTo(RECORD);
  }

  @Test
  void aRowIsWrittenUnderTheIdThatTheRegistryGives() {
    answering("200 {\"subject\":\"event.safety-drill-value\",\"version\":1,\"id\":7}");
    assertThat(encode()).isEqualTo(VALUE);
  }

  // --- the bytes' own fault ---

  @Test
  void anEventThatWasCutOffAnywhereIsUndecodable() {
    for (int length = 0; length < VALUE.length; length++) {
      byte[] cut = Arrays.copyOf(VALUE, length);
      assertThatThrownBy(() -> decode(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(UndecodableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no event", "{\"id\":1}", "\1\0\0\0\7abc", "\0\0\0\0\7\uffff\uffff\uffff"})
  void otherBytesAreUndecodable(String text) {
    assertThatThrownBy(() -> decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void aLengthThatTheBytesDoNotHoldIsUndecodable() {
    byte[] value = VALUE.clone();
    Arrays.fill(value, 5, 14, (byte) 0xff);
    assertThatThrownBy(() -> decode(value)).isInstanceOf(UndecodableException.class);
  }

  // --- the registry's word ---

  @ParameterizedTest
  @ValueSource(ints = {40401, 40402, 40403})
  void anIdThatTheRegistryDoesNotKnowIsUnknown(int code) {
    answering("404 {\"error_code\":" + code + ",\"message\":\"Not found.\"}");
    assertThatThrownBy(() -> decode(VALUE))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("Not found.");
    assertThatThrownBy(this::encode).isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void aSchemaThatTheRegistryRefusesIsRejected() {
    answering("409 {\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}");
    assertThatThrownBy(this::encode)
        .isInstanceOf(SchemaRejectedException.class)
        .hasMessageContaining("incompatible");
  }

  // --- no word at all ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500 {\"error_code\":50001,\"message\":\"Error in the backend data store\"}",
        "503 busy",
        "404 <html>no such page: a proxy, or a wrong path</html>",
        "404 {\"message\":\"RESTEASY003210\"}",
        "429 slow down",
        "200 <html>a log-in page</html>",
        "200 ",
        "200 {\"sch"
      })
  void anythingElseMayGoRightLater(String said) {
    answering(said);
    assertThatThrownBy(() -> decode(VALUE)).isInstanceOf(RegistryUnavailableException.class);
    assertThatThrownBy(this::encode).isInstanceOf(RegistryUnavailableException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"401 {\"error_code\":40101,\"message\":\"Unauthorized\"}", "403 ", "401 <html>"})
  void aRegistryThatKeepsUsOutSaysNothingAboutAnEvent(String said) {
    answering(said);
    assertThatThrownBy(() -> decode(VALUE))
        .isInstanceOf(RegistryAccessException.class)
        .hasMessageContaining("basic.auth.user.info");
    assertThatThrownBy(this::encode).isInstanceOf(RegistryAccessException.class);
  }

  @Test
  void aRegistryThatIsNotThereIsUnavailable() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Map<String, Object> nobody = Map.of("schema.registry.url", "http://127.0.0.1:" + port);
    assertThatThrownBy(() -> decode(VALUE, nobody))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void aRegistryThatNeverAnswersIsUnavailable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, Object> asked =
          Map.of(
              "schema.registry.url",
              "http://127.0.0.1:" + silent.getLocalPort(),
              "http.read.timeout.ms",
              "200");
      assertThatThrownBy(() -> decode(VALUE, asked))
          .isInstanceOf(RegistryUnavailableException.class);
    }
  }

  @Test
  void afterAnOutageTheSameDecoderReadsOn() {
    String known = answer;
    try (ValueFormat format = format(Map.of());
        ValueDecoder<IndexedRecord> decoder = format.decoder(DRILL.topic(), DRILL.schema())) {
      answering("503 busy");
      assertThatThrownBy(() -> decoder.decode(VALUE))
          .isInstanceOf(RegistryUnavailableException.class);
      answering("404 {\"error_code\":40403,\"message\":\"Schema not found\"}");
      assertThatThrownBy(() -> decoder.decode(VALUE)).isInstanceOf(UnknownSchemaException.class);
      answering("200 " + known);
      assertThat(decoder.decode(VALUE)).isEqualTo(RECORD);
    }
  }

  // --- wrong settings ---

  @Test
  void aClassThatIsNotThereIsNamedWithWhatToDo() {
    Thread.currentThread().setContextClassLoader(ours);
    assertThatThrownBy(() -> format(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(Confluent.SERIALIZER)
        .hasMessageContaining("-Pconfluent");
  }

  @Test
  void aClassThatIsNoSerializerIsRefused() {
    assertThatThrownBy(() -> format(Map.of(ValueFormat.SERIALIZER, "java.lang.String")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("java.lang.String");
  }
}
