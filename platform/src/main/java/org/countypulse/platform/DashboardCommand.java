package org.countypulse.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.ZoneId;
import org.countypulse.domain.Obligations;
import org.countypulse.platform.http.HttpServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The dashboard alone. Any number of them can run. */
@Command(
    name = "dashboard",
    description = "The dashboard alone: reads the ledgers of a Kafka cluster, serves page and API.",
    sortOptions = false)
final class DashboardCommand extends ServeCommand {
  @Mixin private ObligationOptions options;
  private Obligations obligations;

  @Override
  void check() {
    obligations = options.obligations();
  }

  @Override
  Modules.RunningModule start(
      Modules.Surroundings surroundings,
      ZoneId zone,
      HttpServer.Settings http,
      MeterRegistry metrics) {
    return Modules.dashboard(surroundings, obligations, http.smallCells(), zone, metrics);
  }
}
