package org.countypulse.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.ZoneId;
import org.countypulse.platform.http.HttpServer;
import picocli.CommandLine.Command;

/** The HTTP gateway alone. */
@Command(
    name = "gateway",
    description = "The gateway alone: takes events over HTTP and hands them to a Kafka cluster.",
    sortOptions = false)
final class GatewayCommand extends ServeCommand {
  @Override
  Modules.RunningModule start(
      Modules.Surroundings surroundings,
      ZoneId zone,
      HttpServer.Settings http,
      MeterRegistry metrics) {
    return Modules.together(
        door(surroundings, zone, http, metrics),
        Modules.quarantine(surroundings, http.smallCells()));
  }

  private static Modules.RunningModule door(
      Modules.Surroundings surroundings,
      ZoneId zone,
      HttpServer.Settings http,
      MeterRegistry metrics) {
    return http.tokens().isPresent()
        ? Modules.gatewayThatReadsSchools(surroundings, zone, metrics)
        : Modules.gateway(surroundings, zone, Schools.NOT_KNOWN, metrics);
  }
}
