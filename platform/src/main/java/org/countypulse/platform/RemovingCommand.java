package org.countypulse.platform;

import org.countypulse.streams.Version;

/** Gives a version up, and returns when nothing is left of it. */
abstract class RemovingCommand extends OneVersionCommand {
  private static final long PAUSE_MILLIS = 300;

  /** The request's last part, and the word for it. */
  abstract String action();

  abstract Version giveUp(ViewOperations operations);

  @Override
  final int through(ApiClient platform) throws InterruptedException {
    platform.post(path(view(), version(), action()), body());
    var console = new Console(System.err);
    var deadline = System.nanoTime() + 2 * ViewOperations.STOPS_WITHIN.toNanos();
    for (var row = find(platform, view(), version());
        !row.isMissingNode() && !row.path("state").asText().equals("retired");
        row = find(platform, view(), version())) {
      console.progress("Removing " + title());
      if (System.nanoTime() > deadline) {
        console.closeLine();
        throw new UserError(
            "%s is still being removed; the platform's log says what it waits for. %s"
                .formatted(title(), row.path("detail").asText()));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    console.closeLine();
    System.out.println(
        "Removed: " + title() + ". The platform deletes its topics and its state by and by.");
    return 0;
  }

  @Override
  final int on(ViewOperations operations) {
    operations.remove(giveUp(operations));
    System.out.println("Removed: " + title());
    return 0;
  }
}
