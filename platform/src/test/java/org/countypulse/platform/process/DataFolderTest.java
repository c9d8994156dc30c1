package org.countypulse.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.countypulse.platform.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path directory;

  @Test
  void aFolderInUseIsOneClearError() {
    try (var folder = DataFolder.open(directory)) {
      assertThatThrownBy(() -> DataFolder.open(directory))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("--data");
      assertThat(folder.run("main.pid")).exists();
    }
  }

  @Test
  void aFolderIsFreeAgainOnceItIsClosed() {
    DataFolder.open(directory).close();
    DataFolder.open(directory).close();
  }

  @Test
  void aFileIsNoFolder() throws Exception {
    var file = Files.writeString(directory.resolve("file"), "not a folder");
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aPortIsRememberedFromOneStartToTheNext() {
    int first = portOfAStart(OptionalInt.empty());
    assertThat(portOfAStart(OptionalInt.empty())).isEqualTo(first);
  }

  @Test
  void aRememberedPortThatIsTakenIsReplaced() throws Exception {
    int first = portOfAStart(OptionalInt.empty());
    try (var other = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(portOfAStart(OptionalInt.empty())).isNotEqualTo(other.getLocalPort());
    }
  }

  @Test
  void aWantedPortThatIsTakenIsAnErrorThatNamesTheFlag() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var folder = DataFolder.open(directory)) {
      assertThatThrownBy(() -> folder.port("kafka", OptionalInt.of(other.getLocalPort())))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("--kafka-port");
    }
  }

  @Test
  void theInstanceIdStays() {
    String first;
    try (var folder = DataFolder.open(directory)) {
      first = folder.instanceId();
    }
    try (var folder = DataFolder.open(directory)) {
      assertThat(folder.instanceId()).isEqualTo(first).startsWith("countypulse-");
    }
  }

  @Test
  void aPidFileOfSomebodyElsesProcessIsNotActedUpon() throws Exception {
    Files.createDirectories(directory.resolve("run"));
    var stale = directory.resolve("run/broker.pid");
    Files.writeString(stale, ProcessHandle.current().pid() + "\n");
    try (var folder = DataFolder.open(directory)) {
      assertThat(folder.run("broker.pid")).doesNotExist();
    }
  }

  private int portOfAStart(OptionalInt wanted) {
    try (var folder = DataFolder.open(directory)) {
      return folder.port("kafka", wanted);
    }
  }
}
