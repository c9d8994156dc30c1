package org.countypulse.platform;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.countypulse.dashboard.Dashboard;
import org.countypulse.dashboard.SchoolReader;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.http.Caller;
import org.countypulse.platform.http.HttpModule;
import org.countypulse.platform.http.SmallCells;
import org.countypulse.producers.KafkaUser;
import org.countypulse.producers.SchoolClient;
import org.countypulse.producers.gateway.Gateway;
import org.countypulse.producers.gateway.SendingRight;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.SchemaRejectedException;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.PromotionCheck;
import org.countypulse.streams.StreamsProcess;
import org.countypulse.streams.StreamsSettings;
import org.countypulse.streams.Topics;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.explain.EventSearch;
import org.countypulse.streams.redrive.Redrive;

/** How the other modules are put to work: the one place that knows their constructors. */
final class Modules {
  static final short BROKERS_DEFAULT_REPLICATION = -1;

  private Modules() {}

  /** The Kafka cluster, the registry and the counties that every part works with. */
  record Surroundings(String bootstrap, String registry, Counties counties, ClientConfig client) {
    /** The settings of a Kafka client. */
    Map<String, Object> kafkaClient() {
      var settings = client.kafkaClient();
      settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
      return settings;
    }

    /** The settings of whatever speaks to Kafka and the registry. */
    Map<String, Object> all() {
      var settings = new HashMap<String, Object>(client.all());
      settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
      settings.put(AvroSerializer.REGISTRY_URL, registry);
      return checked(() -> HttpSchemaRegistry.withoutSecretsInUrls(settings));
    }

    /**
     * @throws UserError if the settings for it are wrong
     */
    HttpSchemaRegistry schemaRegistry() {
      return checked(() -> new HttpSchemaRegistry(all()));
    }

    /**
     * How values are read and written, by our own code or by what the settings name.
     *
     * @throws UserError if that can't be used
     */
    ValueFormat values() {
      return checked(() -> ValueFormat.of(schemaRegistry(), all()));
    }

    /** The registry's address, for a person. */
    String registryShown() {
      return HttpSchemaRegistry.shown(registry);
    }

    private static <T> T checked(Supplier<T> made) {
      try {
        return made.get();
      } catch (ConfigException e) {
        throw new UserError(e.getMessage() + " Check --client-config.", e);
      }
    }
  }

  /**
   * How streams are run.
   *
   * @param partitions of topics that don't exist yet
   * @param replication of topics that don't exist yet; −1 for the broker's default
   * @param threads for each view
   * @param standbys warm copies of each state, on other processes
   * @param state the folder for the stores
   * @param instance the name of this process in its group, the same at each start
   */
  record StreamsPlan(
      int partitions,
      short replication,
      int threads,
      int standbys,
      int commitMillis,
      Path state,
      String instance,
      List<CountyView> views) {}

  /** Streams at work. */
  interface RunningStreams extends AutoCloseable {
    /** What they still wait for, in words for an operator. */
    List<String> notReady();

    /** Whether they have ended for good. */
    boolean hasFailed();

    @Override
    void close();
  }

  /** A part that answers HTTP, to be closed in the end. */
  interface RunningModule extends HttpModule, AutoCloseable {
    @Override
    void close();
  }

  /** A dashboard at work; it knows the schools. */
  interface RunningDashboard extends RunningModule {
    SchoolLife life(String school);

    /** Records that the figures don't show yet. */
    long lag();
  }

  /**
   * Makes the topics and registers the schemas.
   *
   * @throws UserError if a topic is there with settings that would make figures wrong
   */
  static void ensureTopics(Surroundings surroundings, int partitions) {
    try (var admin = Admin.create(surroundings.kafkaClient());
        var values = surroundings.values()) {
      Topics.ensure(admin, partitions, BROKERS_DEFAULT_REPLICATION);
      Topics.registerSubjects(surroundings.schemaRegistry(), values);
    } catch (TopicsException | RegistryUnavailableException | SchemaRejectedException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  /**
   * Starts the streams.
   *
   * @throws UserError if the cluster's topics can't be used
   */
  static RunningStreams streams(
      Surroundings surroundings, StreamsPlan plan, MeterRegistry metrics) {
    var values = surroundings.values();
    var settings =
        new StreamsSettings(
            surroundings.kafkaClient(),
            surroundings.schemaRegistry(),
            values,
            plan.state(),
            plan.instance(),
            plan.threads(),
            plan.partitions(),
            plan.replication(),
            plan.standbys(),
            plan.commitMillis(),
            surroundings.counties(),
            plan.views());
    RightsCheck.ofStreams(surroundings);
    try {
      return running(StreamsProcess.start(settings, metrics), values);
    } catch (TopicsException | RegistryUnavailableException | SchemaRejectedException e) {
      values.close();
      throw new UserError(e.getMessage(), e);
    } catch (AuthorizationException e) {
      throw new UserError(
          "The streams' Kafka user lacks a right: %s. Give it with ./countypulse access --streams %s"
              .formatted(e.getMessage(), KafkaUser.nameOr(surroundings.all(), "USER")),
          e);
    }
  }

  /** What judges a version before readers get it. */
  static PromotionCheck promotionCheck(Surroundings surroundings) {
    return new Verifications(surroundings, surroundings.values()).promotionCheck();
  }

  private static RunningStreams running(StreamsProcess streams, ValueFormat values) {
    return new RunningStreams() {
      @Override
      public List<String> notReady() {
        return streams.notReady();
      }

      @Override
      public boolean hasFailed() {
        return streams.hasFailed();
      }

      @Override
      public void close() {
        streams.close();
        values.close();
      }
    };
  }

  /** A door alone, which reads the registry's ledger to know the schools' counties. */
  static RunningModule gatewayThatReadsSchools(
      Surroundings surroundings, ZoneId zone, MeterRegistry metrics) {
    var client = new Properties();
    client.putAll(surroundings.kafkaClient());
    var reader = new SchoolReader(client, surroundings.values());
    var schools =
        new Schools() {
          @Override
          public SchoolLife life(String school) {
            return reader.life(school);
          }

          @Override
          public boolean areKnown() {
            return reader.hasCaughtUp();
          }
        };
    try {
      return closing(reader, gateway(surroundings, zone, schools, metrics));
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static RunningModule closing(SchoolReader reader, RunningModule gateway) {
    return new RunningModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        gateway.addRoutes(routes);
      }

      @Override
      public void close() {
        gateway.close();
        reader.close();
      }
    };
  }

  /** The schools as a dashboard in this process knows them. */
  static Schools schoolsOf(RunningDashboard dashboard) {
    return new Schools() {
      private volatile boolean known;

      @Override
      public SchoolLife life(String school) {
        return dashboard.life(school);
      }

      @Override
      public boolean areKnown() {
        known = known || dashboard.notReady().isEmpty();
        return known;
      }
    };
  }

  /**
   * Opens the door for events over HTTP.
   *
   * @param schools who sends events of one that is not registered is warned
   */
  static RunningModule gateway(
      Surroundings surroundings, ZoneId zone, Schools schools, MeterRegistry metrics) {
    RightsCheck.ofGateway(surroundings);
    var client = schoolClient(surroundings, zone);
    var gateway =
        new Gateway(
            client,
            surroundings.counties(),
            zone,
            Clock.systemUTC(),
            school -> !schools.isMissing(school),
            sendingRights(schools),
            metrics);
    return new RunningModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        gateway.addRoutes(routes);
      }

      @Override
      public void close() {
        gateway.close();
        client.close();
      }
    };
  }

  private static Function<Context, SendingRight> sendingRights(Schools schools) {
    var newSchools = new NewSchools();
    return request ->
        Caller.of(request) instanceof Caller.Holder holder
            ? new TokenRight(holder.token(), schools, newSchools)
            : SendingRight.EVERYTHING;
  }

  /** Decides on what is in quarantine, beside the door. */
  static RunningModule quarantine(Surroundings surroundings, SmallCells smallCells) {
    var values = surroundings.values();
    var redrive =
        new Redrive(surroundings.kafkaClient(), values, surroundings.counties(), Clock.systemUTC());
    var quarantine = new QuarantineRoutes(redrive, smallCells::areShownTo);
    return new RunningModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        quarantine.addTo(routes);
      }

      @Override
      public void close() {
        values.close();
      }
    };
  }

  /** Several parts as one. */
  static RunningModule together(RunningModule... parts) {
    return new RunningModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        List.of(parts).forEach(part -> part.addRoutes(routes));
      }

      @Override
      public List<String> notReady() {
        return Stream.of(parts).flatMap(part -> part.notReady().stream()).toList();
      }

      @Override
      public void close() {
        List.of(parts).forEach(RunningModule::close);
      }
    };
  }

  /** A client that sends straight to Kafka. */
  static SchoolClient schoolClient(Surroundings surroundings, ZoneId zone) {
    var properties = new Properties();
    properties.putAll(surroundings.all());
    surroundings.values().close(); // says better than a producer what is wrong with a serializer
    try {
      return new SchoolClient(properties, surroundings.counties(), zone, Clock.systemUTC());
    } catch (KafkaException e) {
      throw new UserError(
          "The settings of the sender are wrong: %s Check --client-config."
              .formatted(rootMessage(e)),
          e);
    }
  }

  private static String rootMessage(Throwable e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
  }

  /** Starts reading the ledgers. */
  static RunningDashboard dashboard(
      Surroundings surroundings,
      Obligations obligations,
      SmallCells smallCells,
      ZoneId zone,
      MeterRegistry metrics) {
    RightsCheck.ofDashboard(surroundings);
    var client = new Properties();
    client.putAll(surroundings.kafkaClient());
    var values = surroundings.values();
    var dashboard =
        new Dashboard(
            client, values, obligations, surroundings.counties(), zone, Clock.systemUTC(), metrics);
    var events = new EventSearch(surroundings.kafkaClient(), values, surroundings.counties());
    return new RunningDashboard() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        dashboard.addRoutes(routes, smallCells::areShownTo);
        dashboard.addExplanations(routes, smallCells::areShownTo, events::explain);
      }

      @Override
      public List<String> notReady() {
        return dashboard.notReady();
      }

      @Override
      public SchoolLife life(String school) {
        return dashboard.life(school);
      }

      @Override
      public long lag() {
        return dashboard.lag();
      }

      @Override
      public void close() {
        dashboard.close();
        values.close();
      }
    };
  }
}
