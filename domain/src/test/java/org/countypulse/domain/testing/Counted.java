package org.countypulse.domain.testing;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.EnrollmentChannel;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/** What one event counts, by a plain reading of the table of measures. */
final class Counted {

  /** Where an amount goes. */
  record Place(String county, String measure) {}

  private final String own;
  private final Map<Place, Long> sums = new LinkedHashMap<>();

  private Counted(String own) {
    this.own = own;
  }

  /** Whether this reads the table of measures for events of that kind. */
  static boolean knows(Object data) {
    return data instanceof SchoolRegisteredData
        || data instanceof EnrollmentData
        || data instanceof SafetyDrillData
        || data instanceof CanteenInspectionData
        || data instanceof TeacherTransferData;
  }

  /** The amounts of an event whose school belongs to a county on the event's day. */
  static Map<Place, Long> sums(Object data, String own) {
    Counted counted = new Counted(own);
    if (data instanceof EnrollmentData student) {
      counted.student(student);
    } else if (data instanceof SafetyDrillData drill) {
      counted.drill(drill);
    } else if (data instanceof CanteenInspectionData inspection) {
      counted.inspection(inspection);
    } else if (data instanceof TeacherTransferData move) {
      counted.move(move);
    }
    return counted.sums;
  }

  /** The values of the gauges that an event sets, by measure. */
  static Map<String, Long> gauges(Object data) {
    if (data instanceof SchoolRegisteredData school) {
      return Map.of("schools-open", 1L, "staff-eligible", (long) school.getEligibleStaff());
    }
    if (data instanceof CanteenInspectionData inspection && inspection.getStar() != null) {
      return Map.of("canteens-starred", inspection.getStar() >= 1 ? 1L : 0L);
    }
    return Map.of();
  }

  private void student(EnrollmentData student) {
    String change = student.getChange().name();
    switch (change) {
      case "NEW_ENTRY" -> count("enrollment-entries", 1);
      case "TRANSFER_IN" -> count("enrollment-transfers-in", 1);
      case "TRANSFER_OUT" -> count("enrollment-transfers-out", 1);
      case "GRADUATED" -> count("enrollment-graduated", 1);
      case "WITHDRAWN" -> count("enrollment-withdrawn", 1);
      default -> throw new IllegalArgumentException(change);
    }
    boolean comes = change.equals("NEW_ENTRY") || change.equals("TRANSFER_IN");
    count("enrollment-net", comes ? 1 : -1);
    count("enrollment-online", comes && student.getChannel() == EnrollmentChannel.ONLINE ? 1 : 0);
    count("enrollment-zero-proof", comes && student.getZeroProof() == Boolean.TRUE ? 1 : 0);
    count("enrollment-migrant", comes && student.getMigrantChild() == Boolean.TRUE ? 1 : 0);
    boolean fromRural = comes && rural(student.getFromSetting());
    count("enrollment-entered", comes ? 1 : 0);
    count("enrollment-from-rural", fromRural ? 1 : 0);
    count("enrollment-rural-to-town", fromRural && town(student.getToSetting()) ? 1 : 0);
    boolean closing = comes && student.getFromClosingSchool() == Boolean.TRUE;
    count("enrollment-from-closing", closing ? 1 : 0);
  }

  private void drill(SafetyDrillData drill) {
    count("drills-held", 1);
    count("drill-participants", drill.getParticipants());
    Integer seconds = drill.getEvacuationSeconds();
    count("drill-evacuations-timed", seconds == null ? 0 : 1);
    count("drill-evacuation-seconds", seconds == null ? 0 : seconds);
  }

  private void inspection(CanteenInspectionData inspection) {
    count("canteen-inspections", 1);
    switch (inspection.getOutcome()) {
      case PASS -> count("canteen-passed", 1);
      case CONDITIONAL -> count("canteen-conditional", 1);
      case FAIL -> count("canteen-failed", 1);
    }
    count("canteen-violations", inspection.getViolations().size());
    Integer score = inspection.getScore();
    count("canteen-scored", score == null ? 0 : 1);
    count("canteen-score", score == null ? 0 : score);
  }

  private void move(TeacherTransferData move) {
    String receiving = move.getToCountyCode();
    if (receiving.equals(own)) {
      count("transfers-within", 1);
    } else {
      count("transfers-out", 1);
      count(receiving, "transfers-in", 1);
    }
    boolean toRural = town(move.getFromSetting()) && rural(move.getToSetting());
    count(receiving, "transfers-to-rural", toRural ? 1 : 0);
    boolean leavesCity = move.getFromSetting() == Setting.URBAN;
    count("transfers-from-urban", leavesCity && move.getToSetting() != Setting.URBAN ? 1 : 0);
    int exchanged = move.getKind() == TransferKind.EXCHANGE ? 1 : 0;
    count("transfers-exchange", exchanged);
    count("transfers-exchange/" + move.getRole().name().toLowerCase(Locale.ROOT), exchanged);
  }

  private static boolean town(Setting setting) {
    return setting == Setting.URBAN || setting == Setting.COUNTY_TOWN;
  }

  private static boolean rural(Setting setting) {
    return setting == Setting.TOWNSHIP || setting == Setting.VILLAGE;
  }

  private void count(String measure, long amount) {
    count(own, measure, amount);
  }

  private void count(String county, String measure, long amount) {
    sums.merge(new Place(county, measure), amount, Long::sum);
  }
}
