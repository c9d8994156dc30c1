package org.countypulse.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.countypulse.platform.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private DataFolder folder;

  @BeforeEach
  void open() {
    folder = DataFolder.open(directory);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void aChildThatIsKilledIsStartedAgainAtOnceAndThatIsSaid() {
    try (var child = start()) {
      child.awaitReady(SOON, () -> Files.exists(sign()));
      long first = child.pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      await().atMost(SOON).until(() -> child.pid() != first && child.isAlive());
      await().atMost(SOON).until(() -> announced.size() == 2);
      assertThat(announced.get(0)).contains("The sleeper stopped unexpectedly").contains(" now");
      assertThat(announced.get(1)).contains("runs again as process " + child.pid());
      assertThat(folder.run("sleeper.pid")).hasContent(Long.toString(child.pid()));
    }
  }

  @Test
  void aClosedChildIsGoneAndStaysGone() {
    var child = start();
    child.awaitReady(SOON, () -> Files.exists(sign()));
    child.close();
    assertThat(child.isAlive()).isFalse();
    assertThat(folder.run("sleeper.pid")).doesNotExist();
    assertThat(announced).isEmpty();
  }

  @Test
  void theNextStartOnAFolderWaitsForChildrenThatAreStillThere() throws Exception {
    try (var child = start()) {
      child.awaitReady(SOON, () -> Files.exists(sign()));
      folder.close();
      var next = CompletableFuture.supplyAsync(() -> DataFolder.open(directory));
      assertThatThrownBy(() -> next.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      child.close();
      folder = next.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aChildThatCannotStartIsOneErrorWithItsLastWordsAndItsLog() {
    try (var child = start("The disk is full")) {
      assertThatThrownBy(() -> child.awaitReady(SOON, () -> false))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("The sleeper stopped while starting (exit code 3)")
          .hasMessageContaining("The disk is full")
          .hasMessageContaining(folder.log("sleeper").toString());
    }
  }

  @Test
  void aChildThatIsNeverReadyIsAnErrorThatNamesItsLog() {
    try (var child = start()) {
      assertThatThrownBy(() -> child.awaitReady(Duration.ofMillis(300), () -> false))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("not ready")
          .hasMessageContaining(folder.log("sleeper").toString());
    }
  }

  @Test
  void aChildThatIsOutOfMemoryEndsAndDoesNotGoOnWithAThreadMissing() {
    try (var child = start()) {
      var line = ProcessHandle.of(child.pid()).orElseThrow().info().commandLine().orElseThrow();
      assertThat(line).contains("-XX:+ExitOnOutOfMemoryError");
    }
  }

  private ChildProcess start(String... lastWords) {
    var arguments = new java.util.ArrayList<>(List.of(sign().toString()));
    arguments.addAll(List.of(lastWords));
    var command =
        new ChildProcess.Command(
            "sleeper",
            "the sleeper",
            List.of("-Xmx32m"),
            ChildProcess.ownClassPath(),
            Sleeper.class.getName(),
            arguments,
            Map.of(),
            Duration.ofSeconds(5));
    return ChildProcess.start(command, folder, announced::add);
  }

  private Path sign() {
    return directory.resolve("sign");
  }
}
