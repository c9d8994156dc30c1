package org.countypulse.platform;

import org.countypulse.streams.Version;
import picocli.CommandLine.Command;

/** Deletes a version that nobody needs any more. */
@Command(
    name = "retire",
    description =
        "Deletes a version: its ledger, the streams' state of it, its consumer group. Refused for the promoted one.",
    sortOptions = false)
final class RetireCommand extends RemovingCommand {
  @Override
  String action() {
    return "retire";
  }

  @Override
  Version giveUp(ViewOperations operations) {
    return operations.retire(view(), version(), wish());
  }
}
