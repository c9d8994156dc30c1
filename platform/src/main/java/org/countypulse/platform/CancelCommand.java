package org.countypulse.platform;

import org.countypulse.streams.Version;
import picocli.CommandLine.Command;

/** Gives a rebuild up. */
@Command(
    name = "cancel",
    description = "Gives up a rebuild, and deletes what there is of its version.",
    sortOptions = false)
final class CancelCommand extends RemovingCommand {
  @Override
  String action() {
    return "cancel";
  }

  @Override
  Version giveUp(ViewOperations operations) {
    return operations.cancel(view(), version(), wish());
  }
}
