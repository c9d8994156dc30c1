package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigTest {

  @TempDir Path folder;

  @Test
  void aSecretMayStandInAFileOrAVariable() throws IOException {
    Files.writeString(folder.resolve("kafka-password"), "s3cret");
    Files.writeString(folder.resolve("all.properties"), "registry=open sesame\n");

    var config =
        config(
            "sasl.jaas.config=x password=\"${directory:%s:kafka-password}\";".formatted(folder),
            "basic.auth.user.info=us:${file:%s:registry}"
                .formatted(folder.resolve("all.properties")),
            "client.id=${env:PATH}");

    assertThat(config.all())
        .containsEntry("sasl.jaas.config", "x password=\"s3cret\";")
        .containsEntry("basic.auth.user.info", "us:open sesame")
        .containsEntry("client.id", System.getenv("PATH"));
  }

  @Test
  void aSecretThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> config("sasl.jaas.config=${env:NO_SUCH_VARIABLE_HERE}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sasl.jaas.config");
    assertThatThrownBy(() -> config("a.password=${directory:" + folder + ":none}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.password");
    assertThatThrownBy(() -> config("a.password=${file:" + folder.resolve("none") + ":key}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("secret");
  }

  @Test
  void kafkasClientsGetWhatTheyUnderstand() throws IOException {
    var config =
        config("security.protocol=SASL_SSL", "basic.auth.user.info=us:x", "value.serializer=S");

    assertThat(config.kafkaClient()).containsOnlyKeys("security.protocol");
    assertThat(config.hasSecurity()).isTrue();
  }

  @Test
  void itsTextShowsNoSetting() throws IOException {
    assertThat(config("sasl.jaas.config=s3cret").toString()).doesNotContain("s3cret");
  }

  @Test
  void aFileThatIsNotThereIsAnErrorForThePerson() {
    assertThatThrownBy(() -> ClientConfig.read(folder.resolve("none.properties")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.properties");
  }

  private ClientConfig config(String... lines) throws IOException {
    return ClientConfig.read(
        Files.writeString(folder.resolve("client.properties"), String.join("\n", lines)));
  }
}
