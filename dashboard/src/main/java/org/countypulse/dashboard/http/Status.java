package org.countypulse.dashboard.http;

import java.util.ArrayList;
import java.util.List;
import org.countypulse.dashboard.log.LedgerReader;
import org.countypulse.dashboard.log.Progress;
import org.countypulse.dashboard.log.ProgressWatch;
import org.countypulse.dashboard.model.Counts;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.ViewLedger;

/** How the platform is doing, as seen from here. */
public record Status(ReadModel model, LedgerReader reader, ProgressWatch watch) {

  public Progress progress() {
    return watch.progress();
  }

  /** Event records, postings and ledger rows that the figures don't show yet. */
  public long lag() {
    return lagOfViews() + progress().readerLag();
  }

  private long lagOfViews() {
    return model.read(ledgers -> List.copyOf(ledgers.promotedIds())).stream()
        .mapToLong(id -> progress().of(id).lag())
        .sum();
  }

  /** What became of all records. */
  public Counts totals() {
    return model.read(
        ledgers ->
            ledgers.promoted().stream()
                .map(ViewLedger::accounts)
                .flatMap(accounts -> accounts.byType().values().stream())
                .reduce(Counts.NONE, Counts::plus));
  }

  /** Why the figures are not yet those of the log's end as of start; empty when they are. */
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>(reader.notReady());
    reasons.addAll(progress().notReady());
    return reasons;
  }
}
