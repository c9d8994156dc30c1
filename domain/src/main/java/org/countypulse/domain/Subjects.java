package org.countypulse.domain;

import java.util.Set;
import java.util.function.Predicate;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;

/**
 * Which open schools an obligation binds. An empty set or a null doesn't ask.
 *
 * @param stages of these stages
 * @param exceptStages but not of these
 * @param hasCanteen with a canteen, or without
 * @param hasBuses with school buses, or without
 * @param boarding with boarders, or without
 */
public record Subjects(
    Set<Stage> stages,
    Set<Stage> exceptStages,
    Set<Ownership> ownerships,
    Set<Setting> settings,
    Boolean hasCanteen,
    Boolean hasBuses,
    Boolean boarding)
    implements Predicate<SchoolEntry> {

  /** Every open school. */
  public static final Subjects ALL =
      new Subjects(Set.of(), Set.of(), Set.of(), Set.of(), null, null, null);

  @Override
  public boolean test(SchoolEntry school) {
    return asks(stages, school.stage())
        && !exceptStages.contains(school.stage())
        && asks(ownerships, school.ownership())
        && asks(settings, school.setting())
        && asks(hasCanteen, school.hasCanteen())
        && asks(hasBuses, school.busCount() > 0)
        && asks(boarding, school.boarding());
  }

  private static <T> boolean asks(Set<T> wanted, T is) {
    return wanted.isEmpty() || wanted.contains(is);
  }

  private static boolean asks(Boolean wanted, boolean is) {
    return wanted == null || wanted == is;
  }
}
