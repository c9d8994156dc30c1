package org.countypulse.domain;

import java.time.LocalDate;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.ledger.RegistryEntry;

/**
 * A school's registry entry: what the school is from a day on, until its next entry.
 *
 * @param from the first day on which it is valid
 * @param mergedInto the school that it was merged into, or null
 */
public record SchoolEntry(
    LocalDate from,
    String name,
    String county,
    Stage stage,
    Ownership ownership,
    Setting setting,
    boolean boarding,
    boolean hasCanteen,
    int busCount,
    int eligibleStaff,
    boolean closed,
    String mergedInto) {

  /** The entry that a registration says. */
  public static SchoolEntry of(LocalDate from, SchoolRegisteredData data) {
    return new SchoolEntry(
        from,
        data.getName(),
        data.getCountyCode(),
        data.getStage(),
        data.getOwnership(),
        data.getSetting(),
        data.getBoarding(),
        data.getHasCanteen(),
        data.getBusCount(),
        data.getEligibleStaff(),
        data.getClosed(),
        data.getMergedInto());
  }

  /** The entry that a row of the ledger says. */
  public static SchoolEntry of(RegistryEntry row) {
    return new SchoolEntry(
        row.getFrom(),
        row.getName(),
        row.getCounty(),
        Stage.valueOf(row.getStage()),
        Ownership.valueOf(row.getOwnership()),
        Setting.valueOf(row.getSetting()),
        row.getBoarding(),
        row.getHasCanteen(),
        row.getBusCount(),
        row.getEligibleStaff(),
        row.getClosed(),
        row.getMergedInto());
  }

  /** The entry as a row of the ledger. */
  public RegistryEntry toRow() {
    return new RegistryEntry(
        from,
        name,
        county,
        stage.name(),
        ownership.name(),
        setting.name(),
        boarding,
        hasCanteen,
        busCount,
        eligibleStaff,
        closed,
        mergedInto);
  }

  public boolean open() {
    return !closed;
  }
}
