package org.countypulse.producers.simulation;

import static org.countypulse.producers.simulation.Chance.yuan;
import static org.countypulse.schemas.EventTypes.AFTER_SCHOOL_SERVICE_REPORTED;
import static org.countypulse.schemas.EventTypes.CLASS_SIZE_REPORTED;
import static org.countypulse.schemas.EventTypes.NUTRITION_SERVED;
import static org.countypulse.schemas.EventTypes.STUDENT_AID_GRANTED;
import static org.countypulse.schemas.EventTypes.STUDY_TRIP_HELD;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.AfterSchoolServiceReportedData;
import org.countypulse.schemas.event.AidCategory;
import org.countypulse.schemas.event.ClassSizeReportedData;
import org.countypulse.schemas.event.NutritionProgramme;
import org.countypulse.schemas.event.NutritionServedData;
import org.countypulse.schemas.event.RouteKind;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.event.StudentAidGrantedData;
import org.countypulse.schemas.event.StudyTripHeldData;
import org.countypulse.schemas.event.TripDirection;

/** Class sizes, aid, nutrition, after-school service and study trips. */
final class StudentsArea implements Area {

  private static final int LARGE_CLASS = 55;
  private static final int VERY_LARGE_CLASS = 65;

  @Override
  public void happens(Happenings school) {
    classes(school);
    aid(school);
    nutrition(school);
    afterSchool(school);
    school
        .days(school.chance().in(0.15) ? 1.5 : 0)
        .forEach(day -> school.happens(STUDY_TRIP_HELD, day, trip(school.on(day))));
  }

  /** Every September; a class that is too large is often divided in the months after. */
  private static void classes(Happenings school) {
    Chance chance = school.chance();
    boolean crowded = school.is().getSetting() == Setting.COUNTY_TOWN && chance.in(0.03);
    int classes = school.is().getSetting() == Setting.VILLAGE ? 2 : chance.between(3, 6);
    for (LocalDate september : school.each(9, 3)) {
      for (int number = 1; number <= classes; number++) {
        boolean large = crowded && chance.in(0.4);
        int pupils = large ? chance.between(56, 70) : chance.between(18, 52);
        String name = september.getYear() + "-" + number;
        school.happens(
            CLASS_SIZE_REPORTED,
            september.plusDays(chance.between(0, 9)),
            new ClassSizeReportedData(name, pupils));
        if (large && chance.in(0.5)) {
          LocalDate divided = september.plusDays(chance.between(30, 120));
          int half = pupils / 2;
          school.happens(CLASS_SIZE_REPORTED, divided, new ClassSizeReportedData(name, half));
          school.happens(
              CLASS_SIZE_REPORTED, divided, new ClassSizeReportedData(name + "-b", pupils - half));
        }
      }
    }
  }

  /** Twice a year, in the scale of Xinzhou's table for 2019. */
  private static void aid(Happenings school) {
    Chance chance = school.chance();
    boolean namesStudents = chance.in(0.02);
    for (LocalDate half : List.of(school.each(4, 1).get(0), school.each(10, 20).get(0))) {
      LocalDate day = half.plusDays(chance.between(0, 20));
      for (AidCategory category : categories(school.stage(), school.is().getBoarding(), chance)) {
        if (namesStudents) {
          for (int student = 1; student <= 5; student++) {
            school.happens(
                STUDENT_AID_GRANTED,
                day,
                grant(category, 1, school.school().id() + "-s" + student));
          }
        } else {
          school.happens(STUDENT_AID_GRANTED, day, grant(category, chance.between(3, 40), null));
        }
      }
    }
  }

  private static List<AidCategory> categories(Stage stage, boolean boarding, Chance chance) {
    return switch (stage) {
      case KINDERGARTEN -> chance.in(0.4) ? List.of(AidCategory.PRESCHOOL_AID) : List.of();
      case SENIOR_MIDDLE, COMPLETE_SECONDARY ->
          List.of(
              AidCategory.TUITION_WAIVER_SENIOR,
              AidCategory.GRANT_SENIOR,
              chance.oneOf(AidCategory.TERTIARY_GRANT, AidCategory.ORIGIN_LOAN));
      case VOCATIONAL ->
          List.of(AidCategory.TUITION_WAIVER_VOCATIONAL, AidCategory.GRANT_VOCATIONAL);
      default ->
          boarding
              ? List.of(AidCategory.BOARDING_SUBSIDY)
              : chance.in(0.04) ? List.of(AidCategory.POVERTY_ACCOUNT) : List.of();
    };
  }

  /** What one person receives in half a year: about Xinzhou's yuan a person. */
  private static StudentAidGrantedData grant(AidCategory category, int persons, String student) {
    long fen =
        switch (category) {
          case PRESCHOOL_AID, POVERTY_ACCOUNT -> 50_000;
          case BOARDING_SUBSIDY -> 58_550;
          case TUITION_WAIVER_SENIOR -> 44_015;
          case GRANT_SENIOR, GRANT_VOCATIONAL -> 100_000;
          case TUITION_WAIVER_VOCATIONAL -> 119_748;
          case TERTIARY_GRANT -> 68_144;
          case ORIGIN_LOAN -> 800_000;
        };
    return new StudentAidGrantedData(category, persons, yuan(fen * persons), student);
  }

  /** A third of the schools, each quarter: some 780 yuan a student and year. */
  private static void nutrition(Happenings school) {
    Chance chance = school.chance();
    if (school.stage() == Stage.KINDERGARTEN || !chance.in(0.54)) {
      return;
    }
    int students = chance.between(40, 230);
    NutritionProgramme programme = chance.oneOf(NutritionProgramme.values());
    for (int month = 1; month <= 10; month += 3) {
      for (LocalDate quarter : school.each(month, 15)) {
        int now = students + chance.between(-5, 5);
        school.happens(
            NUTRITION_SERVED,
            quarter.plusDays(chance.between(0, 30)),
            served(programme, now, chance));
      }
    }
  }

  private static NutritionServedData served(
      NutritionProgramme programme, int students, Chance chance) {
    return new NutritionServedData(
        programme, students, yuan(students * 19_500L + chance.between(0, 9_999)));
  }

  private static void afterSchool(Happenings school) {
    if (school.stage() == Stage.PRIMARY
        || school.stage() == Stage.JUNIOR_MIDDLE
        || school.stage() == Stage.NINE_YEAR) {
      int eligible = school.chance().between(60, 900);
      for (int month : new int[] {3, 9}) {
        for (LocalDate semester : school.each(month, 5)) {
          LocalDate day = semester.plusDays(school.chance().between(0, 14));
          school.happens(
              AFTER_SCHOOL_SERVICE_REPORTED, day, afterSchool(eligible, school.chance()));
        }
      }
    }
  }

  private static AfterSchoolServiceReportedData afterSchool(int eligible, Chance chance) {
    return new AfterSchoolServiceReportedData(
        eligible, chance.in(0.5) ? eligible : eligible * chance.between(85, 99) / 100);
  }

  private static StudyTripHeldData trip(Occasion now) {
    return new StudyTripHeldData(
        now.chance().oneOf(RouteKind.values()),
        now.chance().in(0.5) ? TripDirection.LOCAL : now.chance().oneOf(TripDirection.values()),
        now.chance().between(20, 120));
  }

  @Override
  public Map<EventType, Maker> live() {
    return Map.of(
        STUDY_TRIP_HELD,
        StudentsArea::trip,
        STUDENT_AID_GRANTED,
        now ->
            categories(now.stage(), now.entry().getBoarding(), now.chance()).stream()
                .findFirst()
                .map(category -> grant(category, now.chance().between(3, 40), null))
                .orElse(null),
        NUTRITION_SERVED,
        now ->
            now.stage() == Stage.KINDERGARTEN
                ? null
                : served(NutritionProgramme.MILK, now.chance().between(40, 230), now.chance()),
        AFTER_SCHOOL_SERVICE_REPORTED,
        now ->
            now.stage() == Stage.PRIMARY
                ? afterSchool(now.chance().between(60, 900), now.chance())
                : null,
        CLASS_SIZE_REPORTED,
        now ->
            new ClassSizeReportedData(
                "new-" + now.chance().between(1, 3), now.chance().between(18, 56)));
  }

  @Override
  public void count(Fact fact, Counts counts) {
    if (fact.data() instanceof StudentAidGrantedData aid) {
      counts.add("aid-persons", aid.getCategory(), aid.getBeneficiaries());
      counts.money("aid-amount", aid.getCategory(), aid.getAmount());
    } else if (fact.data() instanceof ClassSizeReportedData size) {
      String slot = size.getClassRef();
      counts.state("classes", slot, size.getHeadcount() > 0 ? 1 : 0);
      counts.state("classes-over-55", slot, size.getHeadcount() > LARGE_CLASS ? 1 : 0);
      counts.state("classes-over-65", slot, size.getHeadcount() > VERY_LARGE_CLASS ? 1 : 0);
    } else if (fact.data() instanceof NutritionServedData served) {
      counts.add("nutrition-reports", 1);
      counts.money("nutrition-amount", served.getAmount());
      counts.state("nutrition-students", served.getProgramme().name(), served.getStudents());
      counts.school("nutrition-schools");
    } else if (fact.data() instanceof AfterSchoolServiceReportedData service) {
      counts.state("after-school-eligible", "", service.getEligible());
      counts.state("after-school-participating", "", service.getParticipating());
    } else if (fact.data() instanceof StudyTripHeldData trip) {
      counts.add("study-trips", 1);
      counts.add("study-trip-participants", trip.getDirection(), trip.getParticipants());
    }
  }

  @Override
  public List<Quotient> quotients() {
    return List.of(
        new Quotient(
            "after-school-coverage", "after-school-participating", "after-school-eligible"));
  }
}
