package org.countypulse.platform;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.http.HttpServer;

/**
 * What a platform is started with.
 *
 * @param bootstrap HOST:PORT of a Kafka cluster, or none for the embedded broker
 * @param registry base URL of a registry's Confluent API, or none for the embedded one
 * @param client further settings of the clients of Kafka and the registry
 * @param countiesFile the file that {@code counties} came from, or none for the built-in list
 * @param obligations the built-in ones and the bureau's own
 * @param zone of the counties' days
 * @param partitions of topics that don't exist yet
 * @param commitMillis how often each view commits, and shows, what it has counted
 */
record PlatformSettings(
    HttpServer.Settings http,
    Path data,
    Optional<String> bootstrap,
    Optional<String> registry,
    ClientConfig client,
    Optional<Path> countiesFile,
    Counties counties,
    Obligations obligations,
    ZoneId zone,
    int partitions,
    int commitMillis,
    OptionalInt kafkaPort,
    OptionalInt registryPort) {}
