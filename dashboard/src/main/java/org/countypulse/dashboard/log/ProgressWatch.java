package org.countypulse.dashboard.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.ViewLedger;
import org.countypulse.domain.Views;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster every second how far the streams and this dashboard have got. One daemon thread;
 * while the cluster is away, what is known stays and the asking goes on.
 */
public final class ProgressWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);
  private static final long PERIOD_MILLIS = 1_000;

  /** Somebody waits for the platform to be ready. */
  private static final long PERIOD_AT_START_MILLIS = 250;

  private static final int TIMEOUT_MILLIS = 5_000;

  private final Properties client;
  private final ReadModel model;
  private final LedgerReader reader;
  private final Thread thread = new Thread(this::run, "progress-watch");

  /** By view. */
  private final Map<String, CatchUp> catchUps = new HashMap<>();

  private final KnownEnds knownEnds = new KnownEnds();
  private final Rates rates = new Rates();
  private volatile Progress progress = Progress.UNKNOWN;
  private volatile boolean closed;
  private boolean saidAway;

  /**
   * @param client how to reach the cluster
   * @param reader whose positions are compared with the ledgers' ends
   */
  public ProgressWatch(Properties client, ReadModel model, LedgerReader reader) {
    this.client = new Properties();
    this.client.putAll(client);
    this.client.put(AdminClientConfig.CLIENT_ID_CONFIG, "countypulse-dashboard-progress");
    this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    this.model = model;
    this.reader = reader;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** What was last heard. */
  public Progress progress() {
    return progress;
  }

  private void run() {
    try (Admin admin = Admin.create(client);
        MarkerGaps gaps = new MarkerGaps(client)) {
      Offsets offsets = new Offsets(admin);
      while (!closed) {
        ask(offsets, gaps);
        Thread.sleep(progress.notReady().isEmpty() ? PERIOD_MILLIS : PERIOD_AT_START_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("The progress watch ends.");
    } catch (RuntimeException e) {
      if (closed) {
        return;
      }
      LOG.error("Lag and progress are not watched any more.", e);
    }
  }

  private void ask(Offsets offsets, MarkerGaps gaps) throws InterruptedException {
    try {
      progress = progressNow(offsets, gaps);
      saidAway = false;
    } catch (ExecutionException | RuntimeException e) {
      if (closed) {
        return;
      }
      if (!saidAway) {
        LOG.warn("The cluster does not say how far the streams are; asking on. {}", e.toString());
      }
      saidAway = true;
      offsets.forget(); // a topic that has just been deleted must not be asked for again
    }
  }

  private Progress progressNow(Offsets offsets, MarkerGaps gaps)
      throws ExecutionException, InterruptedException {
    List<ViewLedger> all = model.read(ledgers -> List.copyOf(ledgers.all()));
    List<ViewLedger> promoted =
        model.read(ledgers -> ledgers.promoted().stream().filter(ViewLedger::exists).toList());
    offsets.look(topics(all), all.stream().map(ProgressWatch::group).toList());
    knownEnds.look(all, offsets);
    List<String> ids = all.stream().map(ViewLedger::id).toList();
    rates.keepOnly(ids);

    Map<String, Progress.OfView> views = new LinkedHashMap<>();
    for (ViewLedger ledger : all) {
      views.put(ledger.id(), new GroupProgress(ledger, offsets, gaps, knownEnds).of(rates));
    }
    List<String> notReady = new ArrayList<>();
    if (promoted.size() < Views.ALL.size()) {
      notReady.add("It is not known yet which versions of the views there are.");
    }
    for (ViewLedger ledger : promoted) {
      catchUp(ledger).step(offsets, gaps).ifPresent(notReady::add);
    }
    return new Progress(lastEventAt(offsets), views, readerLag(offsets, promoted), notReady);
  }

  /** A version that is promoted later was ready before: its view was. */
  private CatchUp catchUp(ViewLedger ledger) {
    CatchUp present = catchUps.get(ledger.view().name());
    if (present != null && (present.isDone() || present.ledger() == ledger)) {
      return present;
    }
    CatchUp another = new CatchUp(ledger, reader);
    catchUps.put(ledger.view().name(), another);
    return another;
  }

  private static Set<String> topics(List<ViewLedger> ledgers) {
    Set<String> topics = new HashSet<>();
    topics.add(LedgerTopics.QUARANTINE);
    EventTypes.ALL.forEach(type -> topics.add(type.topic()));
    for (ViewLedger ledger : ledgers) {
      topics.addAll(ledger.topics().forFigures());
      topics.add(postings(ledger));
    }
    return topics;
  }

  /** The consumer group of a version's streams application. */
  static String group(ViewLedger ledger) {
    return "countypulse." + ledger.id();
  }

  /** The topic between its two steps. */
  static String postings(ViewLedger ledger) {
    return group(ledger) + "-postings-repartition";
  }

  /** The topics that its first step reads. */
  static List<String> eventTopics(ViewLedger ledger) {
    return ledger.view().sources().stream().map(EventType::topic).toList();
  }

  private static Instant lastEventAt(Offsets offsets)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        EventTypes.ALL.stream()
            .flatMap(type -> offsets.partitions(type.topic()).stream())
            .collect(Collectors.toList());
    long newest = offsets.newestMillis(partitions);
    return newest < 0 ? null : Instant.ofEpochMilli(newest);
  }

  private long readerLag(Offsets offsets, List<ViewLedger> promoted) {
    Map<TopicPartition, Long> positions = reader.positions();
    Set<String> topics = new HashSet<>(Set.of(LedgerTopics.QUARANTINE));
    promoted.forEach(ledger -> topics.addAll(ledger.topics().forFigures()));
    return topics.stream()
        .flatMap(topic -> offsets.partitions(topic).stream())
        .mapToLong(p -> Math.max(0, offsets.end(p) - positions.getOrDefault(p, 0L)))
        .sum();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
