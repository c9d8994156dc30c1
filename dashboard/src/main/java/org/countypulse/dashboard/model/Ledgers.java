package org.countypulse.dashboard.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.Certificate;

/**
 * What readers see while they ask: the promoted version of each view, and all else that is known.
 */
public interface Ledgers {

  /** The version of a view that readers use. */
  ViewLedger of(CountyView view);

  /** Every version of every view that can be read or will be, in the catalogue's order. */
  Collection<ViewLedger> all();

  /** A version of a view; empty if there is none, or none any more. */
  Optional<ViewLedger> version(CountyView view, int number);

  /** Whether a version has been cancelled or retired. */
  boolean isGone(CountyView view, int number);

  /** Whether all that stood in a version's ledger when it was last announced has been read. */
  boolean isRead(ViewLedger ledger);

  Quarantine quarantine();

  /** What came out when versions were compared, the newest first. */
  List<Certificate> certificates();

  /** The versions that are read here though others are promoted. */
  default List<ViewLedger> others() {
    return List.of();
  }

  /** The same, but for some views that are read off another version than the promoted one. */
  default Ledgers with(Collection<ViewLedger> others) {
    return others.isEmpty() ? this : new OtherVersions(this, others);
  }

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
