package org.countypulse.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.streams.Version.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is left of a version that was retired or cancelled: its ledger topics, the topics of
 * its states and postings, its consumer groups. The processes of the streams, which follow the
 * topic {@code views}, stop running it and delete what they keep on their disks.
 *
 * <p>It goes by what is there, not by what was done, so that it can be repeated after a crash
 * halfway; the row says retired only when nothing is left.
 */
public final class VersionRemoval {

  private static final Logger LOG = LoggerFactory.getLogger(VersionRemoval.class);
  private static final long PAUSE_MILLIS = 200;

  private final Admin admin;
  private final ViewVersions versions;

  public VersionRemoval(Admin admin, ViewVersions versions) {
    this.admin = admin;
    this.versions = versions;
  }

  /**
   * Waits until nobody works on the version, deletes what is there of it, and says so.
   *
   * @param patience for how long those who work on it may take to stop
   * @throws VersionRefusedException if they don't; it can be repeated
   */
  public Version remove(Version version, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    // A rebuild that was killed leaves a transaction open, for minutes, also in topics of all.
    StartChecks.fence(admin, List.of(RebuildLease.group(version.id())));
    while (true) {
      awaitNobody(version, deadline);
      List<String> topics = topics(version);
      if (topics.isEmpty()) {
        break;
      }
      LOG.info("{}: deleting {} topics", version.id(), topics.size());
      delete(topics);
      pause();
    }
    groups(version).forEach(this::deleteGroup);
    return versions.removed(version.view(), version.number(), Wish.of(version.by()));
  }

  private void awaitNobody(Version version, long deadline) {
    for (String group : groups(version)) {
      while (members(group) > 0) {
        if (System.nanoTime() > deadline) {
          throw new VersionRefusedException(
              "%d processes still work on v%d of %s (consumer group %s). Stop those that run an older program, then: retire %s %d"
                  .formatted(
                      members(group),
                      version.number(),
                      version.view(),
                      group,
                      version.view(),
                      version.number()));
        }
        pause();
      }
    }
  }

  /** Its application's, and that of whoever reads history into it. */
  private static List<String> groups(Version version) {
    return List.of(StreamsProcess.applicationId(version.id()), RebuildLease.group(version.id()));
  }

  private int members(String group) {
    try {
      var description = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
      return description.groupState() == GroupState.DEAD ? 0 : description.members().size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw Topics.failed("look at the consumer group " + group, e);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }

  /** All topics that are named after it. */
  List<String> topics(Version version) {
    String ledger = new LedgerTopics(version.view(), version.number(), false, false).cells();
    String internal = StreamsProcess.applicationId(version.id()) + "-";
    try {
      return admin.listTopics().names().get().stream()
          .filter(
              name ->
                  name.equals(ledger) || name.startsWith(ledger + ".") || name.startsWith(internal))
          .sorted()
          .toList();
    } catch (ExecutionException e) {
      throw Topics.failed("list the topics of " + version.id(), e);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }

  private void delete(Collection<String> topics) {
    for (var deleted : admin.deleteTopics(topics).topicNameValues().entrySet()) {
      try {
        deleted.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw Topics.failed("delete the topic " + deleted.getKey(), e);
        }
      } catch (InterruptedException e) {
        throw Topics.interrupted(e);
      }
    }
  }

  private void deleteGroup(String group) {
    try {
      admin.deleteConsumerGroups(List.of(group)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)
          && !(e.getCause() instanceof GroupNotEmptyException)) {
        throw Topics.failed("delete the consumer group " + group, e);
      }
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }
}
