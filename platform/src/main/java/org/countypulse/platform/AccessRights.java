package org.countypulse.platform;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.countypulse.domain.Views;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.streams.redrive.Redrive;

/**
 * The rights on a Kafka cluster that each part's user needs, and none beyond. A new event type has
 * a topic of its own, so it needs to be granted; ledgers of new views and versions are covered by
 * their names' beginning.
 */
final class AccessRights {
  /** What the names of all consumer groups, transactional ids and internal topics begin with. */
  static final String INTERNAL = "countypulse.";

  static final String LEDGERS = "ledger.";

  private final String user;
  private final List<AclBinding> all = new ArrayList<>();

  private AccessRights(String user) {
    this.user = user;
  }

  /** Of the streams: the only user that may write a ledger. */
  static List<AclBinding> ofStreams(String user) {
    var rights = new AccessRights(user);
    EventTypes.ALL.forEach(type -> rights.give(TOPIC, LITERAL, type.topic(), READ));
    EventTypes.ALL.forEach(type -> rights.give(TOPIC, LITERAL, type.topic(), DESCRIBE_CONFIGS));
    // It compares the ledgers of two versions, and deletes those of a version that is retired.
    rights.give(TOPIC, PREFIXED, LEDGERS, READ, WRITE, CREATE, DELETE);
    rights.give(TOPIC, LITERAL, LedgerTopics.QUARANTINE, WRITE, CREATE);
    rights.give(TOPIC, LITERAL, LedgerTopics.QUARANTINE_DECISIONS, DESCRIBE, CREATE);
    rights.give(TOPIC, LITERAL, LedgerTopics.VIEWS, READ, WRITE, CREATE);
    // They check how it is kept, but never read a key.
    rights.give(TOPIC, LITERAL, PersonReferences.KEYS, DESCRIBE, DESCRIBE_CONFIGS);
    rights.give(TOPIC, LITERAL, LedgerTopics.CERTIFICATES, READ, WRITE, CREATE);
    // Kafka Streams deletes the postings that it has counted.
    rights.give(TOPIC, PREFIXED, INTERNAL, READ, WRITE, CREATE, DELETE);
    rights.give(GROUP, PREFIXED, INTERNAL, READ, DELETE);
    rights.give(TRANSACTIONAL_ID, PREFIXED, INTERNAL, WRITE);
    return rights.all;
  }

  /** Of the gateway, which reads the registry's ledger to know a school's county. */
  static List<AclBinding> ofGateway(String user) {
    var rights = new AccessRights(user);
    EventTypes.ALL.forEach(type -> rights.give(TOPIC, LITERAL, type.topic(), WRITE));
    rights.give(TOPIC, LITERAL, PersonReferences.KEYS, READ, WRITE);
    rights.give(TOPIC, PREFIXED, LEDGERS + Views.REGISTRY_ENROLLMENT.name() + ".", READ);
    rights.give(TOPIC, LITERAL, LedgerTopics.VIEWS, READ);
    return rights.all;
  }

  /** Of the dashboard, which also tells how far the streams are. It writes nothing. */
  static List<AclBinding> ofDashboard(String user) {
    var rights = new AccessRights(user);
    rights.give(TOPIC, PREFIXED, LEDGERS, READ);
    rights.give(TOPIC, LITERAL, LedgerTopics.QUARANTINE, READ);
    rights.give(TOPIC, LITERAL, LedgerTopics.QUARANTINE_DECISIONS, READ);
    rights.give(TOPIC, LITERAL, LedgerTopics.VIEWS, READ);
    rights.give(TOPIC, LITERAL, LedgerTopics.CERTIFICATES, READ);
    // Only by reading can it tell what lags from markers of transactions.
    EventTypes.ALL.forEach(type -> rights.give(TOPIC, LITERAL, type.topic(), READ));
    rights.give(TOPIC, PREFIXED, INTERNAL, READ);
    rights.give(GROUP, PREFIXED, INTERNAL, DESCRIBE);
    return rights.all;
  }

  /** What a gateway needs besides, if operators redrive what is in quarantine through it. */
  static List<AclBinding> ofRedrive(String user) {
    var rights = new AccessRights(user);
    EventTypes.ALL.forEach(type -> rights.give(TOPIC, LITERAL, type.topic(), READ, WRITE));
    rights.give(TOPIC, LITERAL, LedgerTopics.QUARANTINE, READ);
    rights.give(TOPIC, LITERAL, LedgerTopics.QUARANTINE_DECISIONS, READ, WRITE);
    rights.give(TOPIC, LITERAL, LedgerTopics.VIEWS, READ);
    rights.give(TRANSACTIONAL_ID, LITERAL, Redrive.TRANSACTIONAL_ID, WRITE);
    return rights.all;
  }

  /**
   * Of a school system that writes events straight to Kafka. If they name persons it encrypts their
   * references, so it needs the keys.
   */
  static List<AclBinding> ofSchoolSystem(String user, Collection<EventType> types) {
    var rights = new AccessRights(user);
    types.forEach(type -> rights.give(TOPIC, LITERAL, type.topic(), WRITE));
    if (types.stream().anyMatch(type -> PersonReferences.positions(type).length > 0)) {
      rights.give(TOPIC, LITERAL, PersonReferences.KEYS, READ, WRITE);
    }
    return rights.all;
  }

  private void give(
      ResourceType kind, PatternType pattern, String name, AclOperation... operations) {
    for (var operation : operations) {
      all.add(
          new AclBinding(
              new ResourcePattern(kind, name, pattern),
              new AccessControlEntry(principal(user), "*", operation, AclPermissionType.ALLOW)));
    }
  }

  static String principal(String user) {
    return "User:" + user;
  }
}
