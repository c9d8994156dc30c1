package org.countypulse.producers.simulation;

import java.util.List;
import org.countypulse.producers.simulation.Area.Quotient;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.EnrollmentChannel;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/** What the facts of {@link SchoolYear}, and the registry's, must count. */
final class CoreCounts {

  static final List<Quotient> QUOTIENTS =
      List.of(
          new Quotient(
              "drill-evacuation-seconds-mean",
              "drill-evacuation-seconds",
              "drill-evacuations-timed"),
          new Quotient("canteen-pass-rate", "canteen-passed", "canteen-inspections"),
          new Quotient("canteen-score-mean", "canteen-score", "canteen-scored"),
          new Quotient("enrollment-online-share", "enrollment-online", "enrollment-entered"),
          new Quotient(
              "enrollment-zero-proof-share", "enrollment-zero-proof", "enrollment-entered"),
          new Quotient("exchange-ratio", "transfers-exchange", "staff-eligible"));

  private CoreCounts() {}

  static void count(Fact fact, String county, Counts counts) {
    if (fact.data() instanceof SafetyDrillData drill) {
      count(drill, counts);
    } else if (fact.data() instanceof CanteenInspectionData inspection) {
      count(inspection, counts);
    } else if (fact.data() instanceof EnrollmentData student) {
      count(student, counts);
    } else if (fact.data() instanceof TeacherTransferData transfer) {
      count(transfer, county, counts);
    } else if (fact.data() instanceof SchoolRegisteredData school) {
      counts.state("schools-open", "", 1);
      counts.state("staff-eligible", "", school.getEligibleStaff());
    }
  }

  private static void count(SafetyDrillData drill, Counts counts) {
    counts.add("drills-held", 1);
    counts.add("drill-participants", drill.getParticipants());
    Integer seconds = drill.getEvacuationSeconds();
    counts.add("drill-evacuations-timed", seconds == null ? 0 : 1);
    counts.add("drill-evacuation-seconds", seconds == null ? 0 : seconds);
    counts.school("schools-drilled");
  }

  private static void count(CanteenInspectionData inspection, Counts counts) {
    counts.add("canteen-inspections", 1);
    switch (inspection.getOutcome()) {
      case PASS -> counts.add("canteen-passed", 1);
      case CONDITIONAL -> counts.add("canteen-conditional", 1);
      case FAIL -> counts.add("canteen-failed", 1);
    }
    counts.add("canteen-violations", inspection.getViolations().size());
    Integer score = inspection.getScore();
    counts.add("canteen-scored", score == null ? 0 : 1);
    counts.add("canteen-score", score == null ? 0 : score);
    if (inspection.getStar() != null) {
      counts.state("canteens-starred", "", inspection.getStar() >= 1 ? 1 : 0);
    }
  }

  private static void count(EnrollmentData student, Counts counts) {
    boolean enters =
        student.getChange() == EnrollmentChange.NEW_ENTRY
            || student.getChange() == EnrollmentChange.TRANSFER_IN;
    counts.add(
        switch (student.getChange()) {
          case NEW_ENTRY -> "enrollment-entries";
          case TRANSFER_IN -> "enrollment-transfers-in";
          case TRANSFER_OUT -> "enrollment-transfers-out";
          case GRADUATED -> "enrollment-graduated";
          case WITHDRAWN -> "enrollment-withdrawn";
        },
        1);
    counts.add("enrollment-net", enters ? 1 : -1);
    if (enters) {
      boolean fromRural = isRural(student.getFromSetting());
      counts.add("enrollment-entered", 1);
      counts.add("enrollment-online", student.getChannel() == EnrollmentChannel.ONLINE ? 1 : 0);
      counts.add("enrollment-zero-proof", Boolean.TRUE.equals(student.getZeroProof()) ? 1 : 0);
      counts.add("enrollment-migrant", Boolean.TRUE.equals(student.getMigrantChild()) ? 1 : 0);
      counts.add("enrollment-from-rural", fromRural ? 1 : 0);
      counts.add(
          "enrollment-rural-to-town",
          fromRural && student.getToSetting() != null && !isRural(student.getToSetting()) ? 1 : 0);
      counts.add(
          "enrollment-from-closing", Boolean.TRUE.equals(student.getFromClosingSchool()) ? 1 : 0);
    }
  }

  private static void count(TeacherTransferData transfer, String county, Counts counts) {
    String receiving = transfer.getToCountyCode();
    if (county.equals(receiving)) {
      counts.add("transfers-within", 1);
    } else {
      counts.add("transfers-out", 1);
      counts.addAt(receiving, "transfers-in", 1);
    }
    boolean toRural = !isRural(transfer.getFromSetting()) && isRural(transfer.getToSetting());
    counts.addAt(receiving, "transfers-to-rural", toRural ? 1 : 0);
    boolean leavesTown =
        transfer.getFromSetting() == Setting.URBAN && transfer.getToSetting() != Setting.URBAN;
    counts.add("transfers-from-urban", leavesTown ? 1 : 0);
    if (transfer.getKind() == TransferKind.EXCHANGE) {
      counts.add("transfers-exchange", transfer.getRole(), 1);
    }
  }

  private static boolean isRural(Setting setting) {
    return setting == Setting.TOWNSHIP || setting == Setting.VILLAGE;
  }
}
