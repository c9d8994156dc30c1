package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.countypulse.dashboard.log.Progress;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.ViewLedger;

/** How fresh the figures are, and the versions of the views. */
final class StatusRoutes {

  /**
   * A version.
   *
   * @param otherRules true if it counts something else than this program's view, else left out
   * @param reading true if this dashboard has not read all of it yet, else left out
   */
  private record ViewAnswer(
      String view,
      int version,
      boolean promoted,
      String state,
      double progress,
      long lag,
      String digest,
      String label,
      String knownAt,
      String fingerprint,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean otherRules,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean reading,
      String detail,
      String at,
      String by,
      List<Progress.OfPartition> partitions,
      double rate,
      Long etaSeconds) {}

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
                        .map(ledger -> answer(ledgers, ledger, digests))
                        .toList());
    Answer.table(request, parameters, views, () -> table(views));
  }

  private static Table table(List<ViewAnswer> views) {
    Table table =
        Table.of(
            "view",
            "version",
            "promoted",
            "state",
            "progress",
            "lag",
            "digest",
            "label",
            "rate",
            "etaSeconds",
            "detail");
    for (ViewAnswer v : views) {
      table.row(
          v.view,
          v.version,
          v.promoted,
          v.state,
          v.progress,
          v.lag,
          v.digest,
          v.label,
          v.rate,
          v.etaSeconds,
          v.detail);
    }
    return table;
  }

  private ViewAnswer answer(Ledgers ledgers, ViewLedger ledger, boolean digests) {
    Progress.OfView progress = status.progress().of(ledger.id());
    return new ViewAnswer(
        ledger.view().name(),
        ledger.version(),
        ledgers.isPromoted(ledger),
        state(ledger),
        ledger.isWhole() || progress.records() > 0 ? progress.share() : 0,
        progress.lag(),
        digests ? ledger.digest().hex() : null,
        ledger.label(),
        ledger.knownAt() == null ? null : ledger.knownAt().toString(),
        ledger.fingerprint(),
        ledger.hasOtherRules() ? true : null,
        ledgers.isRead(ledger) ? null : true,
        detail(ledger),
        ledger.at() == null ? null : ledger.at().toString(),
        ledger.by(),
        progress.partitions(),
        Math.round(progress.rate() * 10) / 10.0,
        progress.etaSeconds());
  }

  /** In the words of the API. */
  static String state(ViewLedger ledger) {
    if (!ledger.isWhole()) {
      return ledger.state().name().toLowerCase(Locale.ROOT);
    }
    if (ledger.knownAt() != null) {
      return "as-known";
    }
    return ledger.isDefined() ? "live" : "outdated";
  }

  private static String detail(ViewLedger ledger) {
    if (!ledger.detail().isEmpty()) {
      return ledger.detail();
    }
    if (ledger.hasOtherRules()) {
      return (ledger.isDefined()
              ? "It counts by earlier rules. Make the next one: rebuild "
              : "It was made by other rules than this program's: it is shown as it stands and does"
                  + " not count on. Make the next one: rebuild ")
          + ledger.view().name();
    }
    return ledger.knownAt() == null || !ledger.isWhole()
        ? ""
        : "It shows what had reached the log by " + ledger.knownAt() + ", and does not count on.";
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
