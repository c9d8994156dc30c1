package org.countypulse.platform;

import picocli.CommandLine.Command;

/** Halts a rebuild. */
@Command(
    name = "pause",
    description = "Halts a rebuild; resume lets it go on.",
    sortOptions = false)
final class PauseCommand extends OneVersionCommand {
  @Override
  int through(ApiClient platform) {
    platform.post(path(view(), version(), "pause"), body());
    return paused();
  }

  @Override
  int on(ViewOperations operations) {
    operations.pause(view(), version(), wish());
    return paused();
  }

  private int paused() {
    System.out.println("Paused: " + title());
    return 0;
  }
}
