package org.countypulse.dashboard.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.Certificate;

/** Ledgers of which some views are read off another version than the promoted one. */
final class OtherVersions implements Ledgers {

  private final Ledgers all;
  private final Map<String, ViewLedger> others;

  OtherVersions(Ledgers all, Collection<ViewLedger> others) {
    this.all = all;
    this.others =
        others.stream()
            .collect(Collectors.toMap(ledger -> ledger.view().name(), Function.identity()));
  }

  @Override
  public List<ViewLedger> others() {
    return Views.ALL.stream()
        .map(view -> others.get(view.name()))
        .filter(Objects::nonNull)
        .toList();
  }

  private ViewLedger orOther(ViewLedger promoted) {
    return others.getOrDefault(promoted.view().name(), promoted);
  }

  @Override
  public ViewLedger of(CountyView view) {
    return orOther(all.of(view));
  }

  @Override
  public ViewLedger of(Measure measure) {
    return orOther(all.of(measure));
  }

  @Override
  public boolean isPromoted(ViewLedger ledger) {
    return all.isPromoted(ledger);
  }

  @Override
  public Collection<ViewLedger> all() {
    return all.all();
  }

  @Override
  public Optional<ViewLedger> version(CountyView view, int number) {
    return all.version(view, number);
  }

  @Override
  public boolean isGone(CountyView view, int number) {
    return all.isGone(view, number);
  }

  @Override
  public boolean isRead(ViewLedger ledger) {
    return all.isRead(ledger);
  }

  @Override
  public Quarantine quarantine() {
    return all.quarantine();
  }

  @Override
  public List<Certificate> certificates() {
    return all.certificates();
  }
}
