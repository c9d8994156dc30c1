package org.countypulse.dashboard;

import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.countypulse.dashboard.http.Explainer;
import org.countypulse.dashboard.http.LiveFeed;
import org.countypulse.dashboard.http.Readers;
import org.countypulse.dashboard.http.Routes;
import org.countypulse.dashboard.http.Status;
import org.countypulse.dashboard.log.LedgerReader;
import org.countypulse.dashboard.log.ProgressWatch;
import org.countypulse.dashboard.model.Changes;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.wire.ValueFormat;

/**
 * The read side of the platform. It keeps nothing: it reads the ledger topics into memory at each
 * start, and any number of dashboards can run beside each other.
 */
public final class Dashboard implements AutoCloseable {

  private final Obligations obligations;
  private final Counties counties;
  private final Clock clock;
  private final LiveFeed live = new LiveFeed();
  private final LedgerReader reader;
  private final ProgressWatch watch;
  private final Status status;

  /**
   * Starts reading. It does not fail if the cluster or the registry is away; it waits.
   *
   * @param client how to reach the cluster: {@code bootstrap.servers}, security settings
   * @param format how the ledgers' values are read
   * @param obligations the rules that a bureau asks for
   * @param zone the counties' time zone: it says which day is today
   * @param meters where to say how it is doing, or null
   */
  public Dashboard(
      Properties client,
      ValueFormat format,
      Obligations obligations,
      Counties counties,
      ZoneId zone,
      Clock clock,
      MeterRegistry meters) {
    this.obligations = obligations;
    this.counties = counties;
    this.clock = clock.withZone(zone);
    ReadModel model = new ReadModel(counties);
    Meters measured = meters == null ? null : new Meters(meters, clock);
    reader = new LedgerReader(client, model, format, new Listener(live, measured));
    watch = new ProgressWatch(client, model, reader);
    status = new Status(model, reader, watch);
    if (measured != null) {
      measured.watch(status, live);
    }
    reader.start();
    watch.start();
  }

  private record Listener(LiveFeed live, Meters meters) implements LedgerReader.Listener {

    @Override
    public void reading(KafkaConsumer<?, ?> consumer) {
      if (meters != null) {
        meters.bind(consumer);
      }
    }

    @Override
    public void ended(KafkaConsumer<?, ?> consumer) {
      if (meters != null) {
        meters.unbind();
      }
    }

    @Override
    public void moved(Changes changes) {
      live.changed(changes);
    }

    @Override
    public void applied(Changes changes, long newestMillis) {
      live.changed(changes);
      if (meters != null) {
        meters.applied(newestMillis);
      }
    }
  }

  /**
   * Adds the page, the API under {@code /api/v1} and the live stream.
   *
   * @param readers what those who ask may see
   */
  public void addRoutes(RoutesConfig routes, Readers readers) {
    Routes.addTo(routes, status, live, obligations, counties, readers, clock);
  }

  /** Adds the events behind figures, found by somebody else. */
  public void addExplanations(RoutesConfig routes, Readers readers, Explainer explainer) {
    Routes.addExplanations(routes, status.model(), counties, readers, explainer, clock);
  }

  /**
   * Why the figures are not yet those of the log's end as of start, in sentences; empty when they
   * are.
   */
  public List<String> notReady() {
    return status.notReady();
  }

  /** Event records, postings and ledger rows that the figures don't show yet. */
  public long lag() {
    return status.lag();
  }

  /** Whether a school is in the registry, as far as has been read. */
  public boolean isRegistered(String schoolId) {
    return status.model().read(ledgers -> ledgers.registry().isRegistered(schoolId));
  }

  /** Where a school was at which time, as far as has been read. */
  public SchoolLife life(String schoolId) {
    return status.model().read(ledgers -> ledgers.registry().life(schoolId));
  }

  /** Ends all connections and threads. */
  @Override
  public void close() {
    live.close();
    reader.close();
    watch.close();
  }
}
