package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.countypulse.dashboard.model.ViewLedger;

/** How fresh the figures are, and the versions of the views. */
final class StatusRoutes {

  private record ViewAnswer(
      String view,
      int version,
      boolean promoted,
      String state,
      double progress,
      long lag,
      String digest) {}

  private final Status status;
  private final Asked asked;
  private final Clock clock;

  StatusRoutes(Status status, Asked asked, Clock clock) {
    this.status = status;
    this.asked = asked;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/views", this::views);
    routes.get("/api/v1/freshness", this::freshness);
  }

  private void views(Context request) {
    Parameters parameters = Parameters.ofTable(request);
    // Differences of digests tell of single events.
    boolean digests = asked.seesAll(request);
    List<ViewAnswer> views =
        status
            .model()
            .read(
                ledgers ->
                    ledgers.all().stream()
                        .map(ledger -> answer(ledger, ledgers.isPromoted(ledger), digests))
                        .toList());
    Answer.table(
        request,
        parameters,
        views,
        () -> {
          Table table =
              Table.of("view", "version", "promoted", "state", "progress", "lag", "digest");
          views.forEach(
              v -> table.row(v.view, v.version, v.promoted, v.state, v.progress, v.lag, v.digest));
          return table;
        });
  }

  private ViewAnswer answer(ViewLedger ledger, boolean promoted, boolean digests) {
    var progress = status.progress().of(ledger.id());
    return new ViewAnswer(
        ledger.view().name(),
        ledger.version(),
        promoted,
        promoted ? "live" : "rebuilding",
        progress.share(),
        progress.lag(),
        digests ? ledger.digest().hex() : null);
  }

  private void freshness(Context request) {
    Parameters.of(request);
    Instant last = status.progress().lastEventAt();
    Answer.json(
        request,
        object(
            "lastEventAt", last == null ? null : last.toString(),
            "lag", status.lag(),
            "quarantined", status.totals().quarantined(),
            "waiting", status.totals().waiting(),
            "ready", status.notReady().isEmpty(),
            "now", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
  }
}
