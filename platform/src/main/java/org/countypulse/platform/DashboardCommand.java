package org.countypulse.platform;

import picocli.CommandLine.Command;

/** The dashboard alone. Any number of them can run. */
@Command(
    name = "dashboard",
    description = "The dashboard alone: reads the ledgers of a Kafka cluster, serves page and API.",
    sortOptions = false)
final class DashboardCommand extends ServeCommand {
  DashboardCommand() {
    super((cluster, zone, http, metrics) -> Modules.dashboard(cluster, zone, metrics));
  }
}
