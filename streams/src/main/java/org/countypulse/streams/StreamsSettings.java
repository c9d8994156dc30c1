package org.countypulse.streams;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;

/**
 * What a streams process needs to know.
 *
 * @param client settings of every Kafka client: {@code bootstrap.servers}, security
 * @param registry where the schemas of all topics are registered
 * @param format how values are read and written
 * @param stateFolder where state stores live; it may be lost, Kafka has everything
 * @param instance the name of this process among others; the same at each start, so that a
 *     restarted one goes on at once where it was
 * @param threads stream threads for each view
 * @param partitions of topics that don't exist yet
 * @param replication of topics that don't exist yet; −1 for the broker's default
 * @param standbys warm copies of each state, on other processes
 * @param commitMillis how often what was counted is committed, and so seen
 * @param counties the reference list
 * @param views what this process counts; other processes may count the others
 */
public record StreamsSettings(
    Map<String, Object> client,
    SchemaRegistry registry,
    ValueFormat format,
    Path stateFolder,
    String instance,
    int threads,
    int partitions,
    short replication,
    int standbys,
    int commitMillis,
    Counties counties,
    List<CountyView> views) {

  /** How often is committed unless somebody wants it otherwise. */
  public static final int COMMIT_MILLIS = 100;
}
