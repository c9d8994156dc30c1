package org.countypulse.streams;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.countypulse.streams.post.Changelog;

/** What must be so before a version's application may count on with what is in its topics. */
final class StartChecks {

  private final Map<String, Object> client;
  private final Admin admin;
  private final int partitions;

  StartChecks(Map<String, Object> client, Admin admin, int partitions) {
    this.client = client;
    this.admin = admin;
    this.partitions = partitions;
  }

  /**
   * Ends whoever may still be at work on the rebuild of a version that counts: it had stalled, and
   * has not heard yet that another one completed it.
   */
  void fenceRebuilds(List<Version> versions) {
    fence(
        admin,
        versions.stream()
            .filter(version -> version.number() > 1) // the first is never rebuilt
            .map(version -> RebuildLease.group(version.id()))
            .toList());
  }

  /** Ends the transactions under these ids, and whoever writes in them. */
  static void fence(Admin admin, List<String> transactionalIds) {
    if (transactionalIds.isEmpty()) {
      return;
    }
    try {
      admin.fenceProducers(transactionalIds).all().get();
    } catch (ExecutionException e) {
      throw Topics.failed("end what is left of a rebuild", e);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }

  /**
   * Those that have counted, but of whose group Kafka has no offsets any more: it drops those of a
   * group without members after a while.
   */
  List<Version> withoutOffsets(List<Version> versions) {
    CountedOffsets offsets = new CountedOffsets(admin);
    Map<Version, Map<TopicPartition, Long>> counted = offsets.of(versions);
    return versions.stream()
        .filter(version -> counted.get(version).isEmpty())
        .filter(version -> hasCounted(version.id()))
        // asked again: another process may have committed for the first time in between
        .filter(version -> offsets.of(version).isEmpty())
        .toList();
  }

  private boolean hasCounted(String versionId) {
    String index = StreamsProcess.changelog(versionId, StreamsProcess.INDEX_STORE);
    try {
      admin.describeTopics(List.of(index)).allTopicNames().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw Topics.failed("look at the topic " + index, e);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
    return !Changelog.isEmpty(client, index, partitions);
  }
}
