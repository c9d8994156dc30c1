package org.countypulse.platform;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.platform.process.DataFolder;

/**
 * What was wished for when a rebuild was asked for, kept in its folder so that a restart of the
 * platform remembers it.
 *
 * @param promote whether readers shall use the version when it is complete
 * @param accepted the measures that may then differ
 * @param throttle {@code auto}, {@code none}, or events a second
 * @param by who asked
 */
record RebuildWishes(boolean promote, Set<String> accepted, String throttle, String by) {
  private static final String FILE = "wishes";

  RebuildWishes {
    accepted = Set.copyOf(accepted);
    if (!throttle.matches("auto|none|[1-9]\\d{0,8}")) {
      throw new UserError(
          "A throttle is auto, none, or a number of events a second, not " + throttle + ".");
    }
  }

  void writeTo(Path folder) {
    var properties = new Properties();
    properties.setProperty("promote", Boolean.toString(promote));
    properties.setProperty("accepted", String.join(",", new TreeSet<>(accepted)));
    properties.setProperty("throttle", throttle);
    properties.setProperty("by", by);
    try {
      Files.createDirectories(folder);
      var text = new StringWriter();
      properties.store(text, null);
      DataFolder.write(folder.resolve(FILE), text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RebuildWishes in(Path folder) {
    var properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(folder.resolve(FILE))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RebuildWishes(
        Boolean.parseBoolean(properties.getProperty("promote")),
        Arrays.stream(properties.getProperty("accepted", "").split(","))
            .filter(name -> !name.isBlank())
            .collect(Collectors.toSet()),
        properties.getProperty("throttle", "auto"),
        properties.getProperty("by", ""));
  }

  /** Whether a folder is one of a rebuild. */
  static boolean areIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }
}
