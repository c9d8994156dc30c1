package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.EnrollmentChannel;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.StaffRole;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/** What happens at one school in the time of the simulation, besides its registry entries. */
final class SchoolYear {

  private static final long HAPPENINGS = 2;
  private static final long AREAS = 5;
  private static final int ENTRIES_A_YEAR = 26;

  private final SimulationSettings settings;
  private final Prefecture prefecture;
  private final SimulatedSchool school;
  private final Chance chance;
  private final List<Fact> facts = new ArrayList<>();

  private SchoolYear(
      SimulationSettings settings, Prefecture prefecture, SimulatedSchool school, Chance chance) {
    this.settings = settings;
    this.prefecture = prefecture;
    this.school = school;
    this.chance = chance;
  }

  /** Always the same for a school. Each area has its own chance, and changes no other's. */
  static List<Fact> of(SimulationSettings settings, Prefecture prefecture, SimulatedSchool school) {
    Chance chance = new Chance(settings.seed(), HAPPENINGS, school.number());
    SchoolYear year = new SchoolYear(settings, prefecture, school, chance);
    year.drills();
    year.inspections();
    year.students();
    year.teachers();
    year.strays();
    for (int area = 0; area < Area.ALL.size(); area++) {
      Chance own = new Chance(settings.seed(), AREAS, school.number(), area);
      Happenings happenings = new Happenings(settings, prefecture, school, own);
      Area.ALL.get(area).happens(happenings);
      year.facts.addAll(happenings.facts());
    }
    return year.facts;
  }

  /** What of it may happen at any moment of the live mode. */
  static Map<EventType, Area.Maker> live() {
    return Map.of(
        EventTypes.SAFETY_DRILL,
        now -> drill(now.chance()),
        EventTypes.CANTEEN_INSPECTION,
        now -> now.entry().getHasCanteen() ? inspection(now.day(), now.chance()) : null,
        EventTypes.TEACHER_TRANSFER,
        now -> transfer(now.prefecture(), now.school(), now.day(), now.chance()),
        EventTypes.ENROLLMENT,
        now -> {
          EnrollmentChange change =
              now.chance()
                  .oneOf(
                      EnrollmentChange.NEW_ENTRY,
                      EnrollmentChange.TRANSFER_IN,
                      EnrollmentChange.TRANSFER_IN,
                      EnrollmentChange.TRANSFER_OUT);
          return enrollment(change, now.prefecture(), now.entry(), now.chance());
        });
  }

  private void drills() {
    YearMonth last = YearMonth.from(settings.until());
    for (YearMonth month = YearMonth.from(settings.start());
        !month.isAfter(last);
        month = month.plusMonths(1)) {
      boolean kindergarten = stageAt(month.atEndOfMonth()) == Stage.KINDERGARTEN;
      double likely = kindergarten ? school.drillsAMonth() * 0.75 : school.drillsAMonth();
      int drills = chance.howMany(1, likely) + chance.howMany(1, 0.06);
      for (int i = 0; i < drills; i++) {
        LocalDate day = month.atDay(chance.between(1, month.lengthOfMonth()));
        happens(EventTypes.SAFETY_DRILL, day, drill(chance));
      }
    }
  }

  private Stage stageAt(LocalDate day) {
    SchoolRegisteredData entry = school.at(day);
    return entry == null ? Stage.PRIMARY : entry.getStage();
  }

  private static SafetyDrillData drill(Chance chance) {
    return new SafetyDrillData(
        chance.oneOf(DrillKind.values()),
        chance.between(40, 900),
        chance.in(0.8) ? chance.between(60, 420) : null);
  }

  private void inspections() {
    int pace = school.daysBetweenInspections();
    LocalDate day = settings.start().plusDays(chance.between(0, pace));
    while (!day.isAfter(settings.until())) {
      SchoolRegisteredData entry = school.at(day);
      if (entry != null && entry.getHasCanteen()) {
        happens(EventTypes.CANTEEN_INSPECTION, day, inspection(day, chance));
      }
      day = day.plusDays(chance.between(pace * 2 / 3, pace * 4 / 3));
    }
  }

  private static CanteenInspectionData inspection(LocalDate day, Chance chance) {
    int score = Math.min(100, chance.between(58, 112));
    InspectionOutcome outcome =
        score >= 75
            ? InspectionOutcome.PASS
            : score >= 65 ? InspectionOutcome.CONDITIONAL : InspectionOutcome.FAIL;
    List<String> violations = new ArrayList<>();
    for (int i = (100 - score) / 8; i > 0; i--) {
      violations.add("V" + chance.between(10, 49));
    }
    return new CanteenInspectionData(
        "office " + chance.between(1, 9),
        chance.in(0.95) ? score : null,
        outcome,
        chance.in(0.6) ? Math.max(0, (score - 60) / 8) : null,
        violations,
        outcome == InspectionOutcome.PASS ? null : day.plusDays(30));
  }

  private void students() {
    int size = chance.between(ENTRIES_A_YEAR / 3, ENTRIES_A_YEAR * 5 / 3);
    for (int year = settings.start().getYear(); year <= settings.until().getYear(); year++) {
      LocalDate september = LocalDate.of(year, Month.SEPTEMBER, 1);
      for (int i = 0; i < size; i++) {
        enrolls(september.plusDays(chance.between(0, 13)), EnrollmentChange.NEW_ENTRY);
      }
      LocalDate july = LocalDate.of(year, Month.JULY, 1);
      for (int i = 0; i < size / 4; i++) {
        enrolls(july.plusDays(chance.between(0, 9)), EnrollmentChange.GRADUATED);
      }
      for (int i = 0; i < size / 4; i++) {
        LocalDate day = LocalDate.ofYearDay(year, chance.between(1, 365));
        enrolls(
            day,
            chance.oneOf(
                EnrollmentChange.TRANSFER_IN,
                EnrollmentChange.TRANSFER_IN,
                EnrollmentChange.TRANSFER_OUT,
                EnrollmentChange.TRANSFER_OUT,
                EnrollmentChange.WITHDRAWN));
      }
    }
  }

  private void enrolls(LocalDate day, EnrollmentChange change) {
    SchoolRegisteredData entry = school.at(day);
    if (entry != null) {
      happens(EventTypes.ENROLLMENT, day, enrollment(change, prefecture, entry, chance));
    }
  }

  private static EnrollmentData enrollment(
      EnrollmentChange change, Prefecture prefecture, SchoolRegisteredData entry, Chance chance) {
    boolean enters = change == EnrollmentChange.NEW_ENTRY || change == EnrollmentChange.TRANSFER_IN;
    boolean fromElsewhere = change == EnrollmentChange.TRANSFER_IN || chance.in(0.08);
    return new EnrollmentData(
        "s-" + chance.uuid().toString().substring(0, 13),
        grade(entry.getStage(), chance),
        change,
        enters && chance.in(0.95)
            ? chance.in(0.86) ? EnrollmentChannel.ONLINE : EnrollmentChannel.ONSITE
            : null,
        enters && chance.in(0.95) ? chance.in(0.8) : null,
        enters && fromElsewhere ? chance.oneOf(prefecture.countyCodes()) : null,
        enters && fromElsewhere ? chance.oneOf(Setting.values()) : null,
        enters && chance.in(0.9) ? chance.in(0.07) : null,
        enters ? entry.getSetting() : null,
        change == EnrollmentChange.TRANSFER_IN && chance.in(0.05) ? true : null);
  }

  private static String grade(Stage stage, Chance chance) {
    return switch (stage) {
      case KINDERGARTEN -> chance.oneOf("小班", "中班", "大班");
      case PRIMARY -> String.valueOf(chance.between(1, 6));
      case JUNIOR_MIDDLE -> String.valueOf(chance.between(7, 9));
      case NINE_YEAR -> String.valueOf(chance.between(1, 9));
      default -> String.valueOf(chance.between(10, 12));
    };
  }

  /** Most move in the last days of August. */
  private void teachers() {
    for (int year = settings.start().getYear(); year <= settings.until().getYear(); year++) {
      SchoolRegisteredData entry = school.at(LocalDate.of(year, Month.AUGUST, 15));
      int staff = entry == null ? 0 : entry.getEligibleStaff();
      for (int moves = chance.howMany(staff, school.exchangeShare() * 1.2); moves > 0; moves--) {
        LocalDate day =
            chance.in(0.85)
                ? LocalDate.of(year, Month.AUGUST, 20).plusDays(chance.between(0, 24))
                : LocalDate.ofYearDay(year, chance.between(1, 365));
        if (school.at(day) != null) {
          happens(EventTypes.TEACHER_TRANSFER, day, transfer(prefecture, school, day, chance));
        }
      }
    }
  }

  private static TeacherTransferData transfer(
      Prefecture prefecture, SimulatedSchool school, LocalDate day, Chance chance) {
    SchoolRegisteredData from = school.at(day);
    SimulatedSchool receiver = receiver(prefecture, school, from.getCountyCode(), day, chance);
    SchoolRegisteredData to = receiver.at(day) == null ? from : receiver.at(day);
    TransferKind kind =
        chance.in(0.82) ? TransferKind.EXCHANGE : chance.oneOf(TransferKind.values());
    return new TeacherTransferData(
        "t-" + chance.uuid().toString().substring(0, 13),
        chance.in(0.94) ? StaffRole.TEACHER : chance.oneOf(StaffRole.PRINCIPAL, StaffRole.CADRE),
        school.id(),
        from.getCountyCode(),
        from.getSetting(),
        receiver.id(),
        to.getCountyCode(),
        to.getSetting(),
        kind,
        kind == TransferKind.EXCHANGE ? 12 * chance.between(1, 3) : 0);
  }

  private static SimulatedSchool receiver(
      Prefecture prefecture, SimulatedSchool school, String county, LocalDate day, Chance chance) {
    boolean within = chance.in(0.7);
    SimulatedSchool found = school;
    for (int i = 0; i < 40; i++) {
      found = chance.oneOf(prefecture.schools());
      if (found.isOpen(day) && found.at(day).getCountyCode().equals(county) == within) {
        break;
      }
    }
    return found;
  }

  /** Paperwork after a school has closed, and reports of days before it was founded. */
  private void strays() {
    school
        .life()
        .forEach(
            (from, entry) -> {
              if (entry.getClosed()) {
                LocalDate day = from.plusDays(chance.between(1, 5));
                EnrollmentData left =
                    enrollment(EnrollmentChange.TRANSFER_OUT, prefecture, entry, chance);
                addIfInTime(new Fact(EventTypes.ENROLLMENT, school.id(), day, time(), left));
              }
            });
    LocalDate before = school.life().firstKey().minusDays(chance.between(1, 20));
    if (chance.in(0.05)) {
      addIfInTime(new Fact(EventTypes.SAFETY_DRILL, school.id(), before, time(), drill(chance)));
    }
  }

  private void happens(EventType type, LocalDate day, SpecificRecord data) {
    if (school.isOpen(day)) {
      addIfInTime(new Fact(type, school.id(), day, time(), data));
    }
  }

  private void addIfInTime(Fact fact) {
    if (!fact.day().isBefore(settings.start()) && !fact.day().isAfter(settings.until())) {
      facts.add(fact);
    }
  }

  private LocalTime time() {
    return LocalTime.of(chance.between(8, 16), chance.between(0, 59));
  }
}
