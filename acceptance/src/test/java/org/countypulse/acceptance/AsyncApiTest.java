package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The AsyncAPI document, judged by AsyncAPI's own parser, which is a JavaScript program. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class AsyncApiTest {

  private static final Path CHECK = Path.of("src/test/javascript/asyncapi");

  private final RunningPlatform platform;

  AsyncApiTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @Test
  void theDocumentIsValid(@TempDir Path folder) throws IOException {
    Node.assumeInstalled();
    try (var files = Files.list(CHECK)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Shell installed = Shell.run(folder, "npm ci --ignore-scripts --no-audit --no-fund");
    if (installed.exitCode() != 0) {
      Node.skip("npm can't install AsyncAPI's parser here:\n" + installed.output());
    }
    Files.writeString(folder.resolve("asyncapi.json"), platform.get("/api/v1/asyncapi.json") + "");

    Shell judged = Shell.run(folder, "node check.js asyncapi.json");

    assertThat(judged.exitCode()).as(judged.output()).isZero();
    assertThat(judged.output()).doesNotContain("error ", "warning ").contains("valid: ");
  }
}
