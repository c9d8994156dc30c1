package org.countypulse.platform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.streams.Topics;
import org.countypulse.streams.TopicsException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives the users of a secured cluster the rights that they need, and makes the topics. */
@Command(
    name = "access",
    description = {
      "Makes the topics on a Kafka cluster with users, and gives each user the rights that it needs.",
      "Safe to run again; after an update with new event types it must be. Takes nothing away but with --revoke."
    },
    sortOptions = false)
final class AccessCommand implements Callable<Integer> {
  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster; or bootstrap.servers in --client-config.")
  private String bootstrap;

  @Mixin private ClientConfigOptions client;

  @Option(names = "--streams", paramLabel = "USER", description = "The streams' user.")
  private List<String> streams = List.of();

  @Option(names = "--gateway", paramLabel = "USER", description = "The gateway's user.")
  private List<String> gateways = List.of();

  @Option(
      names = "--redrive",
      paramLabel = "USER",
      description = "The gateway's user, if quarantined events may be redriven through it.")
  private List<String> redriving = List.of();

  @Option(names = "--dashboard", paramLabel = "USER", description = "The dashboard's user.")
  private List<String> dashboards = List.of();

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private List<SchoolSystem> schoolSystems = new ArrayList<>();

  @Option(
      names = "--revoke",
      paramLabel = "USER",
      description = "Take every right on event topics away from a school system's user.")
  private List<String> revoked = List.of();

  @Option(
      names = "--partitions",
      defaultValue = "4",
      paramLabel = "N",
      description = "Partitions of topics that don't exist yet (default: 4).")
  private int partitions;

  @Option(
      names = "--replication",
      defaultValue = "-1",
      paramLabel = "N",
      description = "Copies of topics that don't exist yet (default: the cluster's own setting).")
  private short replication;

  @Option(names = "--dry-run", description = "Only print the rights; no cluster is needed.")
  private boolean dryRun;

  /** A user that writes events of its own straight to Kafka. */
  static final class SchoolSystem {
    @Option(
        names = "--school-system",
        required = true,
        paramLabel = "USER",
        description = "The user of a school system that writes to Kafka itself; may be repeated.")
    private String user;

    @Option(
        names = "--types",
        required = true,
        split = ",",
        paramLabel = "TYPE",
        description = "The event types that it may write, with commas: safety-drill,enrollment.")
    private List<String> types;

    private List<AclBinding> rights() {
      return AccessRights.ofSchoolSystem(user, types.stream().map(SchoolSystem::type).toList());
    }

    private static EventType type(String name) {
      var all = EventTypes.ALL.stream().map(EventType::name).collect(Collectors.joining(", "));
      return EventTypes.named(name.strip())
          .orElseThrow(
              () ->
                  new UserError(
                      "%s is not an event type (--types); they are %s.".formatted(name, all)));
    }
  }

  @Override
  public Integer call() {
    Logs.off();
    var rights = wanted();
    if (rights.isEmpty() && revoked.isEmpty()) {
      throw new UserError(
          "Say who shall have rights: --streams, --gateway, --dashboard, --school-system; or --revoke.");
    }
    if (dryRun) {
      System.out.print(table(rights));
      revoked.forEach(user -> System.out.println("To be revoked: event topics, " + user));
      return 0;
    }
    try (var admin = Admin.create(cluster().kafkaClient())) {
      // Asked first, since it tells whether this user may give any.
      var before = Set.copyOf(get(admin.describeAcls(AclBindingFilter.ANY).values()));
      if (!rights.isEmpty()) {
        Topics.ensure(admin, partitions, replication);
        give(admin, rights, before);
      }
      revoked.forEach(user -> revoke(admin, user));
    } catch (TopicsException e) {
      throw new UserError(e.getMessage(), e);
    }
    return 0;
  }

  private Set<AclBinding> wanted() {
    var rights = new ArrayList<AclBinding>();
    streams.forEach(user -> rights.addAll(AccessRights.ofStreams(user)));
    gateways.forEach(user -> rights.addAll(AccessRights.ofGateway(user)));
    redriving.forEach(user -> rights.addAll(AccessRights.ofRedrive(user)));
    dashboards.forEach(user -> rights.addAll(AccessRights.ofDashboard(user)));
    schoolSystems.forEach(system -> rights.addAll(system.rights()));
    return new LinkedHashSet<>(rights);
  }

  private Modules.Surroundings cluster() {
    var config = client.config();
    var brokers =
        Optional.ofNullable(bootstrap)
            .or(config::bootstrap)
            .orElseThrow(() -> new UserError("Missing: --bootstrap, here or in --client-config."));
    var cluster = new Modules.Surroundings(brokers, "", Counties.chinese(), config);
    External.awaitBroker(cluster);
    return cluster;
  }

  private static void give(Admin admin, Set<AclBinding> rights, Set<AclBinding> before) {
    get(admin.createAcls(rights).all());
    System.out.print(table(rights));
    long there = rights.stream().filter(before::contains).count();
    System.out.printf(
        "%d rights given, %d were there already. The topics exist.%n",
        rights.size() - there, there);
  }

  private static void revoke(Admin admin, String user) {
    var ofUser =
        new AccessControlEntryFilter(
            AccessRights.principal(user), null, AclOperation.ANY, AclPermissionType.ALLOW);
    var filters =
        Stream.concat(
                EventTypes.ALL.stream().map(EventType::topic), Stream.of(PersonReferences.KEYS))
            .map(
                topic ->
                    new AclBindingFilter(
                        new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        ofUser))
            .toList();
    Collection<AclBinding> gone = get(admin.deleteAcls(filters).all());
    System.out.printf("%d rights of %s on event topics and keys revoked.%n", gone.size(), user);
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new UserError(explained(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private static String explained(Throwable refusal) {
    if (refusal instanceof SecurityDisabledException) {
      return "This cluster has no authorizer, so it keeps no rights: set authorizer.class.name on its brokers.";
    }
    // Kafka's own words for this one show a whole request.
    return refusal instanceof ClusterAuthorizationException
        ? "The user in --client-config may not give rights: that takes a super user, or one with Alter on the cluster."
        : "The cluster refuses: " + refusal.getMessage();
  }

  private static String table(Collection<AclBinding> rights) {
    record Place(String user, String on) {}
    var operations = new LinkedHashMap<Place, Set<String>>();
    for (var right : rights) {
      var user = right.entry().principal().replaceFirst("^User:", "");
      operations
          .computeIfAbsent(new Place(user, on(right)), place -> new TreeSet<>())
          .add(word(right.entry().operation().name()));
    }
    var table = new TextTable("USER", "MAY", "ON");
    operations.forEach((place, may) -> table.add(place.user(), String.join(", ", may), place.on()));
    return table.text();
  }

  private static String on(AclBinding right) {
    var pattern = right.pattern();
    var kind = word(pattern.resourceType().name());
    return kind + " " + pattern.name() + (pattern.patternType() == PatternType.PREFIXED ? "*" : "");
  }

  private static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
