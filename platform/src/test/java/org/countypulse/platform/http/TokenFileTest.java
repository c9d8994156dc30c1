package org.countypulse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.countypulse.platform.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final NamedToken SIS =
      new NamedToken(
          "sis-xinfu",
          "ab".repeat(32),
          Set.of("1409020001"),
          Set.of("140902"),
          false,
          true,
          true,
          LocalDate.parse("2030-08-31"));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("tokens.json");
  }

  @Test
  void whatIsWrittenIsRead() {
    write(SIS);
    assertThat(TokenFile.open(file).tokens()).containsExactly(SIS);
    assertThat(TokenFile.list(file)).containsExactly(SIS);
    assertThat(TokenFile.list(folder.resolve("none"))).isEmpty();
  }

  @Test
  void onlyItsOwnerMayReadItAndNoDraftIsLeft() throws Exception {
    write(SIS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).allMatch(path -> path.getFileName().toString().startsWith("tokens.json"));
    }
  }

  @Test
  void aServerSeesEveryChange() throws Exception {
    write(SIS);
    var served = TokenFile.open(file);
    TokenFile.change(file, before -> List.of());
    assertThat(served.tokens()).isEmpty();
    TokenFile.change(file, before -> List.of(SIS));
    assertThat(served.tokens()).containsExactly(SIS);
    Files.delete(file);
    assertThat(served.tokens()).as("without the file").isEmpty();
    write(SIS);
    assertThat(served.tokens()).containsExactly(SIS);
  }

  @Test
  void aChangeThatCantBeReadLeavesTheTokensAsTheyWere() throws Exception {
    write(SIS);
    var served = TokenFile.open(file);
    Files.writeString(file, "{\"tokens\":[{\"name\":");
    assertThat(served.tokens()).containsExactly(SIS);
  }

  @Test
  void aFileThatIsNoneIsOneClearError() throws Exception {
    assertThatThrownBy(() -> TokenFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("token create");
    for (var bad :
        List.of(
            "no json",
            "{}",
            "{\"tokens\":[{\"name\":\"a\",\"sha256\":\"ab\"}]}",
            "{\"tokens\":[{\"name\":\"a\",\"sha256\":\"%s\",\"school\":[]}]}"
                .formatted(SIS.sha256()),
            "{\"tokens\":[{\"name\":\"a b\",\"sha256\":\"%s\"}]}".formatted(SIS.sha256()))) {
      Files.writeString(file, bad);
      assertThatThrownBy(() -> TokenFile.open(file))
          .as(bad)
          .isInstanceOf(UserError.class)
          .hasMessageContaining(file.toString())
          .message()
          .doesNotContain(SIS.sha256());
    }
  }

  @Test
  void aFileThatOthersCanWriteToIsRefused() throws Exception {
    write(SIS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    assertThatThrownBy(() -> TokenFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void noTextShowsAHash() {
    assertThat(SIS.toString()).contains("sis-xinfu").doesNotContain("abab");
  }

  private void write(NamedToken token) {
    TokenFile.change(
        file,
        before -> {
          var all = new ArrayList<>(before);
          all.add(token);
          return all;
        });
  }
}
