package org.countypulse.dashboard.model;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;

/**
 * What readers see while they ask: the promoted version of each view, and all else that is known.
 */
public interface Ledgers {

  /** The version of a view that readers use. */
  ViewLedger of(CountyView view);

  /** Every known version of every view. */
  Collection<ViewLedger> all();

  Quarantine quarantine();

  default Registry registry() {
    return of(Views.REGISTRY_ENROLLMENT).registry();
  }

  /** The version, of the view to which a measure belongs, that readers use. */
  ViewLedger of(Measure measure);

  /** The versions that readers use, in the catalogue's order. */
  default List<ViewLedger> promoted() {
    return Views.ALL.stream().map(this::of).toList();
  }

  default boolean isPromoted(ViewLedger ledger) {
    return of(ledger.view()) == ledger;
  }

  /** The ids of the versions that readers use. */
  default Set<String> promotedIds() {
    return Set.copyOf(promoted().stream().map(ViewLedger::id).toList());
  }
}
