package org.countypulse.platform;

import java.nio.file.Path;
import org.countypulse.dashboard.ObligationsFile;
import org.countypulse.domain.Obligations;
import picocli.CommandLine.Option;

/** The flag that says which obligations there are. */
final class ObligationOptions {
  @Option(
      names = "--obligations",
      paramLabel = "FILE",
      description = "The bureau's own obligations, beside the built-in ones.")
  private Path file;

  /**
   * @throws UserError if the file can't be used
   */
  Obligations obligations() {
    try {
      return file == null ? ObligationsFile.builtIn() : ObligationsFile.withBuiltIn(file);
    } catch (ObligationsFile.BadObligationException e) {
      throw new UserError(e.getMessage(), e);
    }
  }
}
