package org.countypulse.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.Samples;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryAccessException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Registries that want to know who asks, that prove who they are, and that are several: under
 * Confluent's names for the settings.
 */
class RegistryAccessTest {

  private static final EventType DRILL = EventTypes.SAFETY_DRILL;
  private static final String USER = "sis:p@ss:w/ord";
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private HttpServer server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    keyPair("registry", "ip:127.0.0.1");
    keyPair("client", "dns:client");
    keyPair("stranger", "ip:127.0.0.1");
  }

  /** NAME.p12 with the key, NAME.trust.p12 and NAME.pem with the certificate. */
  private static void keyPair(String name, String address) throws Exception {
    keytool(
        ("-genkeypair -alias %s -keyalg EC -dname CN=%s -ext san=%s -validity 30"
                + " -storetype PKCS12 -keystore %s.p12")
            .formatted(name, name, address, name));
    keytool("-exportcert -rfc -alias %s -keystore %s.p12 -file %s.pem".formatted(name, name, name));
    keytool(
        "-importcert -noprompt -alias %s -storetype PKCS12 -keystore %s.trust.p12 -file %s.pem"
            .formatted(name, name, name));
  }

  private static void keytool(String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments.split(" ")));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeEach
  void start() throws IOException {
    server = started(HttpServer.create(loopback(), 0));
  }

  @AfterEach
  void stop() {
    servers.forEach(running -> running.stop(0));
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private <S extends HttpServer> S started(S made) {
    made.createContext("/", this::respond);
    made.start();
    servers.add(made);
    return made;
  }

  private void respond(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] body = "{\"id\":7}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String address(HttpServer of) {
    String scheme = of instanceof HttpsServer ? "https" : "http";
    return scheme + "://127.0.0.1:" + of.getAddress().getPort();
  }

  private Map<String, Object> settings(String... further) {
    return settings(server, further);
  }

  private static Map<String, Object> settings(HttpServer of, String... further) {
    Map<String, Object> all = new HashMap<>();
    all.put("schema.registry.url", address(of));
    for (int i = 0; i < further.length; i += 2) {
      all.put(further[i], further[i + 1]);
    }
    return all;
  }

  private static int idOf(Map<String, Object> settings) {
    return new HttpSchemaRegistry(settings).idOf(DRILL.subject(), DRILL.schema());
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  // --- who asks ---

  @Test
  void aUserIsTakenFromTheSettings() {
    idOf(settings("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", USER));
    assertThat(authorizations).containsExactly(basic(USER));
  }

  @ParameterizedTest
  @CsvSource({"sis:secret, sis:secret", "sis:p%40ss%3Aw%2Ford, sis:p@ss:w/ord", "a:b@c, a:b@c"})
  void aUserIsTakenFromTheAddress(String inAddress, String user) {
    idOf(settings("schema.registry.url", address(server).replace("//", "//" + inAddress + "@")));
    assertThat(authorizations).containsExactly(basic(user));
  }

  @Test
  void aTokenIsTakenFromTheSettings() {
    idOf(settings("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t-1"));
    assertThat(authorizations).containsExactly("Bearer t-1");
  }

  @Test
  void nobodyIsNamedWhereNobodyAsked() {
    idOf(settings("basic.auth.user.info", USER));
    assertThat(authorizations).containsExactly("null");
  }

  @Test
  void ourSerializerTakesTheSameSettings() {
    try (AvroSerializer serializer = new AvroSerializer()) {
      serializer.configure(
          settings("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", USER),
          false);
      IndexedRecord record = Samples.of(DRILL).toRecord();
      assertThat(serializer.serialize(DRILL.topic(), record))
          .isEqualTo(WireFormat.encode(7, record));
    }
    assertThat(authorizations).containsExactly(basic(USER));
  }

  @ParameterizedTest
  @CsvSource({
    "basic.auth.credentials.source, SASL_INHERIT",
    "basic.auth.credentials.source, USER_INFO",
    "bearer.auth.credentials.source, OAUTHBEARER",
    "bearer.auth.credentials.source, STATIC_TOKEN",
    "schema.registry.url, 127.0.0.1:8081",
    "schema.registry.url, 'http://ok:8081,nowhere'",
    "schema.registry.ssl.truststore.location, /no/such/file",
    "schema.registry.ssl.endpoint.identification.algorithm, ''",
  })
  void aSettingThatCannotBeUsedIsNamed(String name, String value) {
    assertThatThrownBy(() -> idOf(settings(name, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name.startsWith("schema.registry.ssl") ? "ssl." : name)
        .hasMessageNotContaining("null");
  }

  // --- who is kept out ---

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void whoIsKeptOutHearsWhichSettingToCheckAndNoPassword(int code) {
    status = code;
    String url = address(server).replace("//", "//sis:secret@");
    assertThatThrownBy(() -> idOf(settings("schema.registry.url", url)))
        .isInstanceOf(RegistryAccessException.class)
        .hasMessageContaining(address(server))
        .hasMessageContaining("does not let us in")
        .hasMessageContaining("basic.auth.user.info")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new HttpSchemaRegistry(settings()).check())
        .isInstanceOf(RegistryAccessException.class);
    assertThat(new HttpSchemaRegistry(settings()).answers()).isFalse();
  }

  @Test
  void noMessageShowsAPassword() throws IOException {
    String away = "http://sis:secret@127.0.0.1:" + freePort();
    assertThatThrownBy(() -> idOf(settings("schema.registry.url", away)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> idOf(settings("schema.registry.url", "ftp://sis:secret@host")))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("secret");
    assertThat(HttpSchemaRegistry.shown("http://a:secret@h:1/x,https://b:sec@ret@i/y@z"))
        .isEqualTo("http://h:1/x,https://i/y@z");
  }

  @Test
  void aUserInAnAddressIsMovedToWhereNobodyShowsIt() {
    Map<String, Object> clean =
        HttpSchemaRegistry.withoutSecretsInUrls(
            Map.of("schema.registry.url", "http://sis:p%40ss@a:1/,http://sis:p%40ss@b:2"));
    assertThat(clean)
        .containsEntry("schema.registry.url", "http://a:1,http://b:2")
        .containsEntry("basic.auth.credentials.source", "USER_INFO")
        .containsEntry("basic.auth.user.info", "sis:p@ss");
    assertThatThrownBy(
            () ->
                HttpSchemaRegistry.withoutSecretsInUrls(
                    Map.of("schema.registry.url", "http://a:1@h,http://b:2@h")))
        .isInstanceOf(ConfigException.class);
  }

  // --- several ---

  @Test
  void ofSeveralTheNextIsAskedWhileOneIsAwayOrIll() throws IOException {
    HttpServer ill = HttpServer.create(loopback(), 0);
    ill.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    ill.start();
    servers.add(ill);
    String away = "http://127.0.0.1:" + freePort();
    HttpSchemaRegistry registry =
        new HttpSchemaRegistry(
            settings("schema.registry.url", away + ", " + address(ill) + "/," + address(server)));
    assertThat(registry.idOf(DRILL.subject(), DRILL.schema())).isEqualTo(7);
    assertThat(registry.register("another", DRILL.schema())).isEqualTo(7);
    assertThat(authorizations).hasSize(2);

    server.stop(0);
    assertThatThrownBy(() -> registry.register("a third", DRILL.schema()))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  // --- TLS ---

  private HttpsServer secure(boolean wantsCertificate) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store("registry.p12"), PASSWORD.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store("client.trust.p12"));
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer made = HttpsServer.create(loopback(), 0);
    made.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = tls.getDefaultSSLParameters();
            ssl.setNeedClientAuth(wantsCertificate);
            parameters.setSSLParameters(ssl);
          }
        });
    return started(made);
  }

  private static KeyStore store(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  @Test
  void aRegistryIsTrustedByATrustStoreOfEitherKind() throws Exception {
    HttpsServer secure = secure(false);
    assertThat(
            idOf(
                settings(
                    secure,
                    "schema.registry.ssl.truststore.location",
                    file("registry.trust.p12"),
                    "schema.registry.ssl.truststore.password",
                    PASSWORD,
                    "schema.registry.ssl.truststore.type",
                    "PKCS12")))
        .isEqualTo(7);
    assertThat(
            idOf(
                settings(
                    secure,
                    "schema.registry.ssl.truststore.location",
                    file("registry.pem"),
                    "schema.registry.ssl.truststore.type",
                    "PEM")))
        .isEqualTo(7);
    assertThat(
            idOf(
                settings(
                    secure,
                    "schema.registry.ssl.truststore.certificates",
                    Files.readString(folder.resolve("registry.pem")),
                    "schema.registry.ssl.truststore.type",
                    "PEM")))
        .isEqualTo(7);
  }

  @Test
  void aRegistryThatNobodyVouchesForIsNotTrusted() throws Exception {
    HttpsServer secure = secure(false);
    assertThatThrownBy(() -> idOf(settings(secure)))
        .isInstanceOf(RegistryAccessException.class)
        .hasMessageContaining("schema.registry.ssl.");
    assertThatThrownBy(
            () ->
                idOf(
                    settings(
                        secure,
                        "schema.registry.ssl.truststore.location",
                        file("stranger.pem"),
                        "schema.registry.ssl.truststore.type",
                        "PEM")))
        .isInstanceOf(RegistryAccessException.class);
  }

  @Test
  void aRegistryUnderAnotherNameThanItsCertificatesIsNotTrusted() throws Exception {
    HttpsServer secure = secure(false);
    assertThatThrownBy(
            () ->
                idOf(
                    settings(
                        secure,
                        "schema.registry.url",
                        address(secure).replace("127.0.0.1", "localhost"),
                        "schema.registry.ssl.truststore.location",
                        file("registry.pem"),
                        "schema.registry.ssl.truststore.type",
                        "PEM")))
        .isInstanceOf(RegistryAccessException.class);
  }

  @Test
  void aCertificateOfOursIsShownWhereTheRegistryWantsOne() throws Exception {
    HttpsServer secure = secure(true);
    String[] trust = {
      "schema.registry.ssl.truststore.location",
      file("registry.pem"),
      "schema.registry.ssl.truststore.type",
      "PEM"
    };
    Map<String, Object> settings = settings(secure, trust);
    assertThatThrownBy(() -> idOf(settings)).isInstanceOf(RegistryUnavailableException.class);
    settings.put("schema.registry.ssl.keystore.location", file("client.p12"));
    settings.put("schema.registry.ssl.keystore.password", PASSWORD);
    settings.put("schema.registry.ssl.keystore.type", "PKCS12");
    settings.put("schema.registry.ssl.key.password", PASSWORD);
    assertThat(idOf(settings)).isEqualTo(7);
  }

  // --- name strategies ---

  @ParameterizedTest
  @CsvSource({
    "TopicNameStrategy, event.safety-drill-value",
    "RecordNameStrategy, org.countypulse.schemas.event.SafetyDrill",
    "TopicRecordNameStrategy, event.safety-drill-org.countypulse.schemas.event.SafetyDrill"
  })
  void aSchemaIsLookedForUnderTheNameOfTheStrategy(String strategy, String subject) {
    Map<String, Object> settings =
        Map.of(
            "schema.registry.url",
            "memory:" + strategy,
            SubjectNames.SETTING,
            "io.confluent.kafka.serializers.subject." + strategy);
    InMemorySchemaRegistry registry = InMemorySchemaRegistry.named(strategy);
    int id = registry.register(subject, DRILL.schema());
    IndexedRecord record = Samples.of(DRILL).toRecord();
    try (AvroSerializer serializer = new AvroSerializer()) {
      serializer.configure(settings, false);
      assertThat(serializer.serialize(DRILL.topic(), record))
          .isEqualTo(WireFormat.encode(id, record));
    }
    try (ValueFormat format = ValueFormat.of(registry, settings)) {
      assertThat(format.encode(DRILL.topic(), record)).isEqualTo(WireFormat.encode(id, record));
    }
  }

  @Test
  void whatOurSerializerDoesNotKnowIsRefusedAndNotIgnored() {
    try (AvroSerializer serializer = new AvroSerializer()) {
      assertThatThrownBy(
              () -> serializer.configure(settings(SubjectNames.SETTING, "com.example.Own"), false))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("RecordNameStrategy");
      assertThatThrownBy(() -> serializer.configure(settings("use.latest.version", "true"), false))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("use.latest.version");
    }
  }
}
