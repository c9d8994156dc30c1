package org.countypulse.platform;

import picocli.CommandLine.Command;

/** Lets a rebuild go on. */
@Command(
    name = "resume",
    description = "Lets a rebuild go on that was paused, or that failed.",
    sortOptions = false)
final class ResumeCommand extends OneVersionCommand {
  @Override
  int through(ApiClient platform) {
    platform.post(path(view(), version(), "resume"), body());
    System.out.println("Goes on: " + title());
    return 0;
  }

  @Override
  int on(ViewOperations operations) {
    operations.resume(view(), version(), wish());
    System.out.println(
        "Goes on, if its process runs: %s. Otherwise: rebuild %s --bootstrap …"
            .formatted(title(), view()));
    return 0;
  }
}
