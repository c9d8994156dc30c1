package org.countypulse.producers.simulation;

import static org.countypulse.producers.simulation.Chance.yuan;
import static org.countypulse.schemas.EventTypes.CONSTRUCTION_PROGRESSED;
import static org.countypulse.schemas.EventTypes.KINDERGARTEN_CERTIFIED;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.ConstructionProgressedData;
import org.countypulse.schemas.event.KindergartenCertificate;
import org.countypulse.schemas.event.KindergartenCertifiedData;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.ProjectKind;
import org.countypulse.schemas.event.ProjectMilestone;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Stage;

/** Building sites, and kindergartens that are certified. */
final class EstateArea implements Area {

  @Override
  public void happens(Happenings school) {
    if (school.chance().in(0.12)) {
      builds(school);
    }
    if (school.stage() == Stage.KINDERGARTEN) {
      certify(school);
    }
  }

  /** From one milestone to the next, as far as the history goes. */
  private static void builds(Happenings school) {
    Chance chance = school.chance();
    ProjectKind kind =
        school.stage() == Stage.KINDERGARTEN
            ? ProjectKind.KINDERGARTEN
            : school.is().getBoarding()
                ? chance.oneOf(ProjectKind.BOARDING_SCHOOL, ProjectKind.DORMITORY)
                : chance.oneOf(
                    ProjectKind.NEW_SCHOOL, ProjectKind.SPORTS_GROUND, ProjectKind.RENOVATION);
    LocalDate day = school.someDay();
    int first = chance.between(0, 2);
    for (int i = first; i < ProjectMilestone.values().length; i++) {
      ProjectMilestone milestone = ProjectMilestone.values()[i];
      boolean pays = i == first;
      boolean counted = milestone == ProjectMilestone.COMPLETED && kind == ProjectKind.DORMITORY;
      school.happens(
          CONSTRUCTION_PROGRESSED,
          day,
          new ConstructionProgressedData(
              "P-1",
              kind,
              milestone,
              yuan(pays ? chance.between(80_000, 1_400_000) * 100L : 0),
              counted ? chance.between(6, 30) : 0));
      day = day.plusDays(chance.between(40, 150));
    }
  }

  private static void certify(Happenings school) {
    boolean inclusive = school.is().getOwnership() != Ownership.PRIVATE;
    if (inclusive && school.chance().in(0.3)) {
      school.happens(
          KINDERGARTEN_CERTIFIED,
          school.someDay(),
          new KindergartenCertifiedData(KindergartenCertificate.INCLUSIVE));
    }
    if (school.chance().in(0.05)) {
      school.happens(
          KINDERGARTEN_CERTIFIED,
          school.someDay(),
          new KindergartenCertifiedData(KindergartenCertificate.PROVINCIAL_DEMONSTRATION));
    }
  }

  @Override
  public Map<EventType, Maker> live() {
    return Map.of(
        KINDERGARTEN_CERTIFIED,
        now ->
            now.stage() == Stage.KINDERGARTEN && now.chance().in(0.2)
                ? new KindergartenCertifiedData(KindergartenCertificate.INCLUSIVE)
                : null);
  }

  @Override
  public void count(Fact fact, Counts counts) {
    if (fact.data() instanceof ConstructionProgressedData project) {
      String milestone =
          switch (project.getMilestone()) {
            case APPROVED -> "construction-approved";
            case STARTED -> "construction-started";
            case TOPPED_OUT -> "construction-topped-out";
            case COMPLETED -> "construction-completed";
          };
      counts.add(milestone, project.getKind(), 1);
      counts.money("construction-investment", project.getKind(), project.getInvestment());
      counts.add("construction-units", project.getKind(), project.getUnits());
    } else if (fact.data() instanceof KindergartenCertifiedData certificate) {
      counts.add("kindergartens-certified", certificate.getKind(), 1);
      if (certificate.getKind() == KindergartenCertificate.INCLUSIVE) {
        counts.state("kindergartens-inclusive", "", 1);
      }
    } else if (fact.data() instanceof SchoolRegisteredData school) {
      counts.state("kindergartens-open", "", school.getStage() == Stage.KINDERGARTEN ? 1 : 0);
    }
  }

  @Override
  public List<Quotient> quotients() {
    return List.of(
        new Quotient(
            "kindergartens-inclusive-share", "kindergartens-inclusive", "kindergartens-open"));
  }
}
