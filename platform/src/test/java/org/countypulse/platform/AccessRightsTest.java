package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.countypulse.domain.Views;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.streams.StreamsProcess;
import org.junit.jupiter.api.Test;

class AccessRightsTest {
  private static final Set<AclOperation> CHANGING =
      Set.of(AclOperation.WRITE, AclOperation.CREATE, AclOperation.DELETE, AclOperation.ALTER);

  @Test
  void onlyTheStreamsWriteLedgersQuarantineAndViews() {
    var others =
        Stream.of(
                AccessRights.ofGateway("us"),
                AccessRights.ofDashboard("us"),
                AccessRights.ofSchoolSystem("us", EventTypes.ALL))
            .flatMap(List::stream)
            .toList();
    for (var view : Views.ALL) {
      for (var topic : view.topics().all()) {
        assertThat(mayChange(AccessRights.ofStreams("us"), topic)).as(topic).isTrue();
        assertThat(mayChange(others, topic)).as(topic).isFalse();
      }
    }
    for (var topic : List.of(LedgerTopics.QUARANTINE, LedgerTopics.VIEWS)) {
      assertThat(mayChange(AccessRights.ofStreams("us"), topic)).as(topic).isTrue();
      assertThat(mayChange(others, topic)).as(topic).isFalse();
    }
  }

  @Test
  void theStreamsWriteNoEventsAndTheDashboardWritesNothing() {
    for (var type : EventTypes.ALL) {
      assertThat(mayChange(AccessRights.ofStreams("us"), type.topic())).isFalse();
      assertThat(mayChange(AccessRights.ofGateway("us"), type.topic())).isTrue();
    }
    assertThat(AccessRights.ofDashboard("us"))
        .noneMatch(right -> CHANGING.contains(right.entry().operation()));
  }

  @Test
  void onlyWhoEncryptsReferencesMayReadTheirKeys() {
    assertThat(mayReadKeys(AccessRights.ofGateway("us"))).isTrue();
    assertThat(mayReadKeys(AccessRights.ofSchoolSystem("us", List.of(EventTypes.ENROLLMENT))))
        .isTrue();
    assertThat(mayReadKeys(AccessRights.ofSchoolSystem("us", List.of(EventTypes.SAFETY_DRILL))))
        .isFalse();
    assertThat(mayReadKeys(AccessRights.ofStreams("us"))).isFalse();
    assertThat(mayReadKeys(AccessRights.ofDashboard("us"))).isFalse();
  }

  private static boolean mayReadKeys(List<AclBinding> rights) {
    return rights.stream()
        .filter(right -> right.entry().operation() == AclOperation.READ)
        .map(AclBinding::pattern)
        .anyMatch(
            pattern ->
                pattern.patternType() == PatternType.PREFIXED
                    ? PersonReferences.KEYS.startsWith(pattern.name())
                    : PersonReferences.KEYS.equals(pattern.name()));
  }

  @Test
  void everyGroupAndInternalTopicBeginsAsTheRightsSay() {
    for (var view : Views.ALL) {
      assertThat(StreamsProcess.applicationId(view)).startsWith(AccessRights.INTERNAL);
    }
  }

  private static boolean mayChange(List<AclBinding> rights, String topic) {
    return rights.stream()
        .filter(right -> CHANGING.contains(right.entry().operation()))
        .map(AclBinding::pattern)
        .anyMatch(
            pattern ->
                pattern.patternType() == PatternType.PREFIXED
                    ? topic.startsWith(pattern.name())
                    : topic.equals(pattern.name()));
  }
}
