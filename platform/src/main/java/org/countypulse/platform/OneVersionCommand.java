package org.countypulse.platform;

import picocli.CommandLine.Parameters;

/** Something done with one version. */
abstract class OneVersionCommand extends VersionCommand {
  @Parameters(
      index = "0",
      paramLabel = "VIEW",
      description = "The view, such as safety-drills; ./countypulse status lists them.")
  private String view;

  @Parameters(index = "1", paramLabel = "VERSION", description = "Its version: 2, or v2.")
  private String version;

  String view() {
    return view;
  }

  /**
   * @throws UserError if it is no number
   */
  int version() {
    var digits = version.startsWith("v") ? version.substring(1) : version;
    if (!digits.matches("[1-9]\\d{0,8}")) {
      throw new UserError("A version is a number such as 2, not " + version + ".");
    }
    return Integer.parseInt(digits);
  }

  String title() {
    return "v%d of %s".formatted(version(), view());
  }
}
