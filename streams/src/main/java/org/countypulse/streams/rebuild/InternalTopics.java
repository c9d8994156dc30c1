package org.countypulse.streams.rebuild;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.countypulse.domain.CountyView;
import org.countypulse.streams.StreamsProcess;

/**
 * The topics in which Kafka Streams keeps a version's state. A rebuild writes them before the
 * version's application exists; names and settings are those that Kafka Streams would choose, as a
 * test checks that lets it take over.
 *
 * @param index the changelog of what the first step knows, partition by partition of the events
 * @param cells the changelog of the second step's cells, by county
 */
record InternalTopics(String index, String cells) {

  private static final Map<String, String> COMPACTED =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
          "CreateTime");

  static InternalTopics of(CountyView view) {
    return new InternalTopics(
        StreamsProcess.changelog(view.id(), StreamsProcess.INDEX_STORE),
        StreamsProcess.changelog(view.id(), StreamsProcess.CELLS_STORE));
  }

  /** Makes them if they are not there. */
  void ensure(Admin admin, int partitions, short replication) {
    for (KafkaFuture<Void> made :
        admin.createTopics(wanted(partitions, replication)).values().values()) {
      try {
        History.get(made);
      } catch (TopicExistsException e) {
        continue;
      }
    }
  }

  private List<NewTopic> wanted(int partitions, short replication) {
    Optional<Short> copies = replication < 0 ? Optional.empty() : Optional.of(replication);
    return List.of(
        new NewTopic(index, Optional.of(partitions), copies).configs(COMPACTED),
        new NewTopic(cells, Optional.of(partitions), copies).configs(COMPACTED));
  }
}
