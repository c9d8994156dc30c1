package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.countypulse.domain.county.Counties;
import picocli.CommandLine.Option;

/** The flags that say which counties there are, and when their days begin. */
final class CountyOptions {
  @Option(
      names = "--counties",
      paramLabel = "FILE",
      description = "Reference list of counties (default: GB/T 2260).")
  private Path counties;

  @Option(
      names = "--zone",
      defaultValue = "Asia/Shanghai",
      paramLabel = "ZONE",
      description = "Time zone of the counties' days (default: Asia/Shanghai).")
  private String zone;

  /** The file that was given, or none for the built-in list. */
  Optional<Path> file() {
    return Optional.ofNullable(counties).map(Path::toAbsolutePath);
  }

  /**
   * @throws UserError if the file can't be read or is no county list
   */
  Counties counties() {
    if (counties == null) {
      return Counties.chinese();
    }
    try {
      return Counties.parse(Files.readString(counties));
    } catch (IOException e) {
      throw new UserError("Cannot read the county list " + counties + " (--counties).", e);
    } catch (IllegalArgumentException e) {
      throw new UserError(counties + ": " + e.getMessage(), e);
    }
  }

  /**
   * @throws UserError if there is no such zone
   */
  ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new UserError(
          "There is no time zone " + zone + " (--zone); one is called Asia/Shanghai.", e);
    }
  }
}
