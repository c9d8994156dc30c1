package org.countypulse.domain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.countypulse.domain.views.Canteens;
import org.countypulse.domain.views.Estate;
import org.countypulse.domain.views.Food;
import org.countypulse.domain.views.Governance;
import org.countypulse.domain.views.RegistryEnrollment;
import org.countypulse.domain.views.Safety;
import org.countypulse.domain.views.SafetyDrills;
import org.countypulse.domain.views.Staff;
import org.countypulse.domain.views.Students;
import org.countypulse.domain.views.Targets;
import org.countypulse.domain.views.Transfers;
import org.countypulse.schemas.EventType;

/** The catalogue of views. */
public final class Views {

  public static final CountyView REGISTRY_ENROLLMENT = RegistryEnrollment.VIEW;

  public static final List<CountyView> ALL =
      List.of(
          REGISTRY_ENROLLMENT,
          SafetyDrills.VIEW,
          Canteens.VIEW,
          Transfers.VIEW,
          Students.VIEW,
          Safety.VIEW,
          Food.VIEW,
          Staff.VIEW,
          Estate.VIEW,
          Governance.VIEW,
          Targets.VIEW);

  /**
   * Definitions that counted differently before, and that this program can still count by, so that
   * readers lose nothing while their successors are rebuilt. An old definition is taken out when
   * nobody runs it any more.
   */
  public static final List<CountyView> FORMER = List.of();

  private Views() {}

  /** What that view counts, or counted, according to that fingerprint; empty if nobody knows. */
  public static Optional<CountyView> definition(String name, String fingerprint) {
    return Stream.concat(ALL.stream(), FORMER.stream())
        .filter(view -> view.name().equals(name) && view.fingerprint().equals(fingerprint))
        .findFirst();
  }

  /** The view of that name, if there is one. */
  public static Optional<CountyView> named(String name) {
    return ALL.stream().filter(view -> view.name().equals(name)).findFirst();
  }

  /** The view that counts events of that type and accounts for each of them. */
  public static CountyView owning(EventType type) {
    return ALL.stream()
        .filter(view -> view.eventTypes().contains(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No view counts " + type.name()));
  }

  /** The measure of that name, of any view. */
  public static Optional<Measure> measure(String name) {
    return measures().stream().filter(measure -> measure.name().equals(name)).findFirst();
  }

  public static List<Measure> measures() {
    return ALL.stream().flatMap(view -> view.measures().stream()).toList();
  }

  /** The measure of which it is a part: the parts of one add up to it. */
  public static Optional<Measure> wholeOf(Measure part) {
    int end = part.name().indexOf('/');
    return end < 0 ? Optional.empty() : measure(part.name().substring(0, end));
  }

  /** The view to which a measure belongs. */
  public static CountyView of(Measure measure) {
    return ALL.stream()
        .filter(view -> view.measures().contains(measure))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No view has " + measure.name()));
  }
}
