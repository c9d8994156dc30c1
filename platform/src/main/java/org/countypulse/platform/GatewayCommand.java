package org.countypulse.platform;

import picocli.CommandLine.Command;

/** The HTTP gateway alone. */
@Command(
    name = "gateway",
    description = "The gateway alone: takes events over HTTP and hands them to a Kafka cluster.",
    sortOptions = false)
final class GatewayCommand extends ServeCommand {
  GatewayCommand() {
    super(
        (cluster, zone, http, metrics) ->
            http.tokens().isPresent()
                ? Modules.gatewayThatReadsSchools(cluster, zone, metrics)
                : Modules.gateway(cluster, zone, Schools.NOT_KNOWN, metrics));
  }
}
