package org.countypulse.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.ledger.SubjectKey;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.SubjectNames;
import org.countypulse.schemas.wire.ValueFormat;

/** Makes the topics and subjects that the platform needs, and refuses ones that break a promise. */
public final class Topics {

  /** Room for an original value with its reasons: what an event topic takes must fit in here. */
  static final int QUARANTINE_BYTES = 4 << 20;

  private static final String FOR_EVER = "-1";

  /**
   * Whoever forgets somebody wants to see it done: half a minute, with the cleaner's own pauses.
   */
  private static final String KEY_SEGMENT_MILLIS = "10000";

  /**
   * Half an hour. A door reads all keys anew when it has been away for half of that, or its reading
   * has taken so long: so no tombstone may go sooner. A tombstone has no key, but the reference's
   * salted hash, so it should not stay much longer either.
   */
  private static final String KEY_DELETE_RETENTION_MILLIS = "1800000";

  private static final String KEY_FILE_DELETE_DELAY_MILLIS = "1000";

  /**
   * The streams write lz4, which not every client of the readers' topics understands: kafkajs has
   * only gzip built in. So the broker writes these topics anew.
   */
  private static final String READABLE_BY_ALL = "gzip";

  /** The lowest: a broker's processor is dearer than what the others would save. */
  private static final String GZIP_LEVEL = "1";

  private static final Duration HEARD_OF_WITHIN = Duration.ofSeconds(20);

  private Topics() {}

  /**
   * Makes what is missing of the topics that all views share, and checks what is there. Safe to
   * call at every start, by several at once. Ledgers are made with their versions, see {@link
   * #ensureLedgers}: one that was retired must not come back.
   *
   * @param partitions how many partitions new topics get; existing ones keep theirs
   * @param replication the replication factor of new topics; −1 for the broker's default
   * @return how many partitions each event topic has
   * @throws TopicsException if an existing topic can't be used, saying why
   */
  public static int ensure(Admin admin, int partitions, short replication) {
    int used = partitionsInUse(admin).orElse(partitions);
    create(admin, missing(admin, shared(used, replication)));
    checkEventTopics(admin, used);
    return used;
  }

  /**
   * Makes what is missing of the ledger topics of versions.
   *
   * @param partitions as many as each event topic has
   * @param replication of new topics; −1 for the broker's default
   */
  public static void ensureLedgers(
      Admin admin, Collection<CountyView> versions, int partitions, short replication) {
    create(admin, missing(admin, ledgers(versions, partitions, replication)));
  }

  /**
   * Registers the schemas that all views share, or finds them registered: under the default names,
   * and under those by which the format looks for them.
   */
  public static void registerSubjects(SchemaRegistry registry, ValueFormat format) {
    register(registry, format, sharedSchemas());
  }

  /** Registers the schemas of versions' ledgers, or finds them registered. */
  public static void registerLedgers(
      SchemaRegistry registry, ValueFormat format, Collection<CountyView> versions) {
    versions.forEach(version -> register(registry, format, version.topics().schemas()));
  }

  private static void register(
      SchemaRegistry registry, ValueFormat format, Map<String, Schema> schemas) {
    for (SubjectNames names : EnumSet.of(SubjectNames.TOPIC, format.subjects())) {
      schemas.forEach((topic, schema) -> registry.register(names.subject(topic, schema), schema));
    }
  }

  private static Optional<Integer> partitionsInUse(Admin admin) {
    String registry = EventTypes.SCHOOL_REGISTERED.topic();
    try {
      TopicDescription topic =
          admin.describeTopics(List.of(registry)).topicNameValues().get(registry).get();
      return Optional.of(topic.partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failed("look at topic " + registry, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * All topics that events and readers' rows stand in, with the settings that they are made with;
   * of each view the first version.
   *
   * @param replication −1 for the broker's default
   */
  public static List<NewTopic> wanted(int partitions, short replication) {
    List<NewTopic> topics = new ArrayList<>(shared(partitions, replication));
    topics.addAll(ledgers(Views.ALL, partitions, replication));
    return topics;
  }

  private static Optional<Short> copies(short replication) {
    return replication < 0 ? Optional.empty() : Optional.of(replication);
  }

  private static Map<String, String> compacted() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.COMPRESSION_TYPE_CONFIG,
        READABLE_BY_ALL,
        TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
        GZIP_LEVEL);
  }

  private static List<NewTopic> ledgers(
      Collection<CountyView> versions, int partitions, short replication) {
    return versions.stream()
        .flatMap(version -> version.topics().all().stream())
        .map(
            topic ->
                new NewTopic(topic, Optional.of(partitions), copies(replication))
                    .configs(compacted()))
        .toList();
  }

  private static List<NewTopic> shared(int partitions, short replication) {
    Optional<Short> copies = copies(replication);
    List<NewTopic> topics = new ArrayList<>();
    for (EventType type : EventTypes.ALL) {
      topics.add(
          new NewTopic(type.topic(), Optional.of(partitions), copies)
              .configs(
                  Map.of(
                      TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                      "LogAppendTime",
                      TopicConfig.CLEANUP_POLICY_CONFIG,
                      "delete",
                      TopicConfig.RETENTION_MS_CONFIG,
                      FOR_EVER,
                      TopicConfig.RETENTION_BYTES_CONFIG,
                      FOR_EVER)));
    }
    Map<String, String> quarantine = new HashMap<>(compacted());
    quarantine.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(QUARANTINE_BYTES));
    topics.add(
        new NewTopic(LedgerTopics.QUARANTINE, Optional.of(partitions), copies).configs(quarantine));
    for (String single :
        List.of(LedgerTopics.QUARANTINE_DECISIONS, LedgerTopics.VIEWS, LedgerTopics.CERTIFICATES)) {
      topics.add(new NewTopic(single, Optional.of(1), copies).configs(compacted()));
    }
    topics.add(subjectKeys(copies));
    return topics;
  }

  /**
   * The keys of persons' references, in one order for all doors. A key that is deleted must soon be
   * gone from the disk, too: segments end early, and are cleaned as soon as they have ended.
   */
  private static NewTopic subjectKeys(Optional<Short> copies) {
    return new NewTopic(PersonReferences.KEYS, Optional.of(1), copies)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_MS_CONFIG,
                KEY_SEGMENT_MILLIS,
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                KEY_SEGMENT_MILLIS,
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.5",
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                KEY_DELETE_RETENTION_MILLIS,
                TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                KEY_FILE_DELETE_DELAY_MILLIS));
  }

  /** Asking to create a topic takes a right, even if it is there. */
  private static List<NewTopic> missing(Admin admin, List<NewTopic> wanted) {
    var described =
        admin.describeTopics(wanted.stream().map(NewTopic::name).toList()).topicNameValues();
    return wanted.stream().filter(topic -> isMissing(topic, described.get(topic.name()))).toList();
  }

  private static boolean isMissing(NewTopic topic, KafkaFuture<TopicDescription> described) {
    try {
      described.get();
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return true;
      }
      throw failed("look at topic " + topic.name(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void create(Admin admin, List<NewTopic> topics) {
    Map<String, KafkaFuture<Void>> created = admin.createTopics(topics).values();
    List<NewTopic> simpler = new ArrayList<>();
    for (NewTopic topic : topics) {
      try {
        created.get(topic.name()).get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof InvalidConfigurationException && hasGzipLevel(topic)) {
          simpler.add(withoutGzipLevel(topic));
        } else if (!(e.getCause() instanceof TopicExistsException)) {
          throw failed("create the topics", e);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    if (!simpler.isEmpty()) {
      create(admin, simpler);
    }
  }

  private static boolean hasGzipLevel(NewTopic topic) {
    return topic.configs() != null
        && topic.configs().containsKey(TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG);
  }

  /** Brokers before Kafka 3.8, and others than Kafka's own, may not know that setting. */
  private static NewTopic withoutGzipLevel(NewTopic topic) {
    Map<String, String> configs = new HashMap<>(topic.configs());
    configs.remove(TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG);
    Optional<Integer> partitions = Optional.of(topic.numPartitions()).filter(n -> n > 0);
    Optional<Short> copies = Optional.of(topic.replicationFactor()).filter(n -> n > 0);
    return new NewTopic(topic.name(), partitions, copies).configs(configs);
  }

  private static void checkEventTopics(Admin admin, int partitions) {
    List<String> names = EventTypes.ALL.stream().map(EventType::topic).toList();
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    seen(() -> admin.describeTopics(names).allTopicNames().get())
        .values()
        .forEach(topic -> checkPartitions(topic, partitions));
    seen(() -> admin.describeConfigs(resources).all().get())
        .forEach((resource, config) -> checkConfig(resource.name(), config));
    ConfigResource keys = new ConfigResource(ConfigResource.Type.TOPIC, PersonReferences.KEYS);
    require(
        PersonReferences.KEYS,
        seen(() -> admin.describeConfigs(List.of(keys)).all().get()).get(keys),
        TopicConfig.CLEANUP_POLICY_CONFIG,
        Set.of(TopicConfig.CLEANUP_POLICY_COMPACT),
        "keys are kept until a person is forgotten, and then destroyed");
  }

  private interface Look<T> {
    T look() throws ExecutionException, InterruptedException;
  }

  /** A broker may not have heard yet of a topic that another one has just made. */
  private static <T> T seen(Look<T> look) {
    long deadline = System.nanoTime() + HEARD_OF_WITHIN.toNanos();
    while (true) {
      try {
        return look.look();
      } catch (ExecutionException e) {
        boolean later = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!later || System.nanoTime() > deadline) {
          throw failed("look at the event topics", e);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** Kafka Streams checks this for joins, but not for a processor that reads several topics. */
  private static void checkPartitions(TopicDescription topic, int partitions) {
    int has = topic.partitions().size();
    if (has != partitions) {
      throw new TopicsException(
          "Topic "
              + topic.name()
              + " has "
              + has
              + " partitions, but "
              + EventTypes.SCHOOL_REGISTERED.topic()
              + " has "
              + partitions
              + ": a school's events must meet its registration. Make a new topic with as many"
              + " partitions, or use another cluster.");
    }
  }

  private static void checkConfig(String topic, Config config) {
    require(
        topic,
        config,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        Set.of("LogAppendTime"),
        "the broker's append time tells which events lie in the future");
    require(
        topic,
        config,
        TopicConfig.RETENTION_MS_CONFIG,
        Set.of(FOR_EVER),
        "views are rebuilt from the first event");
    require(
        topic,
        config,
        TopicConfig.CLEANUP_POLICY_CONFIG,
        Set.of("delete"),
        "compaction would drop all but a school's last event");
  }

  private static void require(
      String topic, Config config, String name, Set<String> allowed, String because) {
    String value = config.get(name).value();
    if (!allowed.contains(value)) {
      String needed = String.join(" or ", allowed);
      throw new TopicsException(
          "Topic "
              + topic
              + " has "
              + name
              + "="
              + value
              + ", but needs "
              + needed
              + ": "
              + because
              + ". Change it with kafka-configs --alter --add-config "
              + name
              + "="
              + needed
              + ".");
    }
  }

  /** The schema of the values of each topic that has one; of each view the first version's. */
  public static Map<String, Schema> schemas() {
    Map<String, Schema> schemas = sharedSchemas();
    Views.ALL.forEach(view -> schemas.putAll(view.topics().schemas()));
    return schemas;
  }

  private static Map<String, Schema> sharedSchemas() {
    Map<String, Schema> schemas = new HashMap<>();
    EventTypes.ALL.forEach(type -> schemas.put(type.topic(), type.schema()));
    schemas.put(LedgerTopics.QUARANTINE_DECISIONS, QuarantineDecision.getClassSchema());
    schemas.put(LedgerTopics.VIEWS, ViewVersion.getClassSchema());
    schemas.put(PersonReferences.KEYS, SubjectKey.getClassSchema());
    schemas.put(LedgerTopics.CERTIFICATES, Certificate.getClassSchema());
    return schemas;
  }

  static TopicsException failed(String what, ExecutionException e) {
    String lacksRight =
        e.getCause() instanceof AuthorizationException
            ? " The streams' Kafka user lacks a right; whoever runs the cluster gives all that it"
                + " needs, and makes the topics: ./countypulse access --streams USER"
            : "";
    return new TopicsException(
        "Could not " + what + ": " + e.getCause().getMessage() + lacksRight, e.getCause());
  }

  static TopicsException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TopicsException("Interrupted while talking to Kafka", e);
  }
}
