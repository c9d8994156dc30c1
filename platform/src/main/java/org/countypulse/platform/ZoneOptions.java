package org.countypulse.platform;

import java.time.DateTimeException;
import java.time.ZoneId;
import picocli.CommandLine.Option;

/** The flag that says when a day begins. */
final class ZoneOptions {
  @Option(
      names = "--zone",
      defaultValue = "Asia/Shanghai",
      paramLabel = "ZONE",
      description = "Time zone of the counties' days (default: Asia/Shanghai).")
  private String zone;

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
