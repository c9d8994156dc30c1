package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.countypulse.domain.Fingerprints;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.Frozen;
import org.junit.jupiter.api.Test;

/**
 * What tells the content of every frozen event, as programs have put it into their state. A line
 * that is there never changes; {@code -Dapprove=true} adds those of new versions.
 */
class FrozenContentsTest {

  private static final Path FILE = Path.of("src/test/resources/frozen-contents.txt");

  @Test
  void theContentOfAnOldEventIsToldAsItWasByTheProgramsBefore() throws IOException {
    Map<String, String> now = new TreeMap<>();
    for (Frozen frozen : Frozen.all()) {
      Event event = frozen.read();
      byte[] data = new StableData(event.type().dataSchema()).bytes(event.data());
      now.put(frozen.toString(), HexFormat.of().formatHex(Fingerprints.of(data)));
    }
    assertThat(now)
        .as("If this is meant, raise FOLD_VERSION and begin the file anew.")
        .containsAllEntriesOf(lines());
    if (Boolean.getBoolean("approve")) {
      Files.write(
          FILE, now.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
    }
    assertThat(now.keySet()).as("new: run with -Dapprove=true").isEqualTo(lines().keySet());
  }

  private static Map<String, String> lines() throws IOException {
    Map<String, String> lines = new TreeMap<>();
    if (!Files.exists(FILE)) {
      return lines;
    }
    for (String line : Files.readAllLines(FILE)) {
      lines.put(line.split(" = ")[0], line.split(" = ")[1]);
    }
    return lines;
  }
}
