package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.countypulse.domain.county.Counties;
import picocli.CommandLine.Option;

/** The flag that says which counties there are. */
final class CountyOptions {
  @Option(
      names = "--counties",
      paramLabel = "FILE",
      description = "Reference list of counties (default: GB/T 2260).")
  private Path counties;

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
}
