package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;

/**
 * A real broker in a process of its own that lets in only users with a password (SCRAM-SHA-512)
 * over TLS, and lets them do only what somebody has given them the right to. Passwords and
 * certificate are made for the run.
 */
final class SecuredKafka implements AutoCloseable {

  /** The super user. */
  static final String ADMIN = "admin";

  private static final Path LIBRARIES =
      RunningPlatform.ROOT.resolve("platform/target/countypulse/lib");
  private static final Duration UP_WITHIN = Duration.ofSeconds(60);

  private final Path folder;
  private final int port = FreePorts.next();
  private final int controllerPort = FreePorts.next();
  private final Map<String, String> passwords = new HashMap<>();
  private final String keyPassword = secret();
  private Process process;

  private SecuredKafka(Path folder) {
    this.folder = folder;
  }

  /** Starts it in a folder of its own, with these users beside the super user. */
  static SecuredKafka start(Path folder, String... users) throws Exception {
    SecuredKafka kafka = new SecuredKafka(Files.createDirectories(folder));
    for (String user : users) {
      kafka.passwords.put(user, secret());
    }
    for (String user : List.of(ADMIN, "broker", "controller")) {
      kafka.passwords.put(user, secret());
    }
    kafka.makeCertificate();
    Files.writeString(folder.resolve("server.properties"), kafka.properties());
    kafka.format();
    kafka.process = kafka.java("kafka.Kafka", folder.resolve("server.properties") + "");
    await().atMost(UP_WITHIN).until(kafka::isUp);
    return kafka;
  }

  private static String secret() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private void makeCertificate() throws Exception {
    keytool(
        "-genkeypair -alias broker -keyalg EC -dname CN=localhost -validity 2"
            + " -ext SAN=ip:127.0.0.1,dns:localhost -storetype PKCS12 -keystore broker.p12");
    keytool("-exportcert -rfc -alias broker -keystore broker.p12 -file ca.pem");
  }

  private void keytool(String arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(arguments.split(" ")));
    line.addAll(List.of("-storepass", keyPassword));
    Process keytool =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as(folder.resolve("keytool.log") + "").isZero();
  }

  private String properties() {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=CLIENTS://127.0.0.1:%1$d
        inter.broker.listener.name=CLIENTS
        listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:SASL_SSL
        log.dirs=%3$s

        ssl.keystore.type=PKCS12
        ssl.keystore.location=%4$s
        ssl.keystore.password=%5$s
        ssl.truststore.type=PEM
        ssl.truststore.location=%6$s

        sasl.enabled.mechanisms=SCRAM-SHA-512
        sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
        listener.name.clients.scram-sha-512.sasl.jaas.config=%7$s
        sasl.mechanism.controller.protocol=PLAIN
        listener.name.controller.sasl.enabled.mechanisms=PLAIN
        listener.name.controller.plain.sasl.jaas.config=%8$s

        authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
        allow.everyone.if.no.acl.found=false
        super.users=User:admin;User:broker;User:controller

        auto.create.topics.enable=false
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        log.cleaner.dedupe.buffer.size=4194304
        group.initial.rebalance.delay.ms=0
        """
        .formatted(
            port,
            controllerPort,
            folder.resolve("log"),
            folder.resolve("broker.p12"),
            keyPassword,
            folder.resolve("ca.pem"),
            login("broker"),
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"controller\" password=\"%1$s\" user_controller=\"%1$s\";"
                    .formatted(passwords.get("controller")));
  }

  private void format() throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                folder.resolve("server.properties").toString()));
    passwords.forEach(
        (user, password) ->
            words.addAll(
                List.of(
                    "--add-scram",
                    "SCRAM-SHA-512=[name=%s,password=%s]".formatted(user, password))));
    Process format = java("kafka.tools.StorageTool", words.toArray(String[]::new));
    assertThat(format.waitFor()).as(Files.readString(log())).isZero();
  }

  private Process java(String mainClass, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", LIBRARIES + File.separator + "*", mainClass));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** All that it has said. */
  Path log() {
    return folder.resolve("broker.log");
  }

  private boolean isUp() throws IOException {
    assertThat(process.isAlive()).as(Files.readString(log())).isTrue();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Every secret of the run: none may be in any log. */
  List<String> secrets() {
    List<String> all = new ArrayList<>(passwords.values());
    all.add(keyPassword);
    return all;
  }

  private String login(String user) {
    return login(user, passwords.get(user));
  }

  private static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required"
        + " username=\"%s\" password=\"%s\";".formatted(user, password);
  }

  /** The user's settings, as a program has them. */
  Properties client(String user) {
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrap());
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.mechanism", "SCRAM-SHA-512");
    client.put("sasl.jaas.config", login(user));
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.location", folder.resolve("ca.pem").toString());
    return client;
  }

  /** The user's settings for {@code --client-config}, with the password in a file of its own. */
  Path clientConfig(String user) throws IOException {
    return clientConfig(user, passwords.get(user));
  }

  Path clientConfig(String user, String password) throws IOException {
    Path secrets = Files.createTempDirectory(folder, "secrets-");
    Files.writeString(secrets.resolve(user), password);
    String lookUp = "${directory:%s:%s}".formatted(secrets, user);
    return Files.writeString(
        secrets.resolve(user + ".properties"),
        """
        bootstrap.servers=%s
        security.protocol=SASL_SSL
        sasl.mechanism=SCRAM-SHA-512
        sasl.jaas.config=%s
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
            .formatted(bootstrap(), login(user, lookUp), folder.resolve("ca.pem")));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
