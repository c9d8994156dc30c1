package org.countypulse.platform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.countypulse.domain.Views;
import org.countypulse.producers.KafkaUser;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.PersonReferences;

/**
 * Asks a cluster with users, before a part starts, whether the part's user may do what it is there
 * for: better one line now than an error a second later on. Topics that don't exist yet are passed
 * over.
 */
final class RightsCheck {
  private final Modules.Surroundings surroundings;

  private RightsCheck(Modules.Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * @throws UserError naming user, topics and what to ask for, if it may not write events
   */
  static void ofGateway(Modules.Surroundings surroundings) {
    var check = new RightsCheck(surroundings);
    check.require(AclOperation.WRITE, "write to", events(), "gateway");
    check.require(AclOperation.READ, "read", List.of(PersonReferences.KEYS), "gateway");
  }

  /**
   * @throws UserError if it may not read the ledgers
   */
  static void ofDashboard(Modules.Surroundings surroundings) {
    var topics =
        new ArrayList<>(
            List.of(
                LedgerTopics.QUARANTINE, LedgerTopics.QUARANTINE_DECISIONS, LedgerTopics.VIEWS));
    Views.ALL.forEach(view -> topics.addAll(view.topics().all()));
    new RightsCheck(surroundings).require(AclOperation.READ, "read", topics, "dashboard");
  }

  /**
   * @throws UserError if they may not read events
   */
  static void ofStreams(Modules.Surroundings surroundings) {
    new RightsCheck(surroundings).require(AclOperation.READ, "read", events(), "streams");
  }

  private static List<String> events() {
    return EventTypes.ALL.stream().map(EventType::topic).toList();
  }

  private void require(
      AclOperation operation, String words, Collection<String> topics, String part) {
    if (!surroundings.client().hasSecurity()) {
      return;
    }
    try (var admin = Admin.create(surroundings.kafkaClient())) {
      var described =
          admin
              .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues();
      var lacking =
          topics.stream().filter(topic -> lacks(operation, described.get(topic))).toList();
      if (!lacking.isEmpty()) {
        throw new UserError(
            "%s may not %s %s. Whoever runs the cluster gives this right: ./countypulse access --%s %s"
                .formatted(
                    KafkaUser.named(surroundings.all()),
                    words,
                    String.join(", ", lacking),
                    part,
                    KafkaUser.nameOr(surroundings.all(), "USER")));
      }
    }
  }

  private static boolean lacks(AclOperation operation, KafkaFuture<TopicDescription> described) {
    try {
      Set<AclOperation> allowed = described.get().authorizedOperations();
      return allowed != null && !allowed.contains(operation);
    } catch (ExecutionException e) {
      return e.getCause() instanceof TopicAuthorizationException;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
