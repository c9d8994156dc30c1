package org.countypulse.producers.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.LocalKafka;
import org.countypulse.producers.gateway.TestDoor;
import org.countypulse.producers.sending.HttpDoor;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.StudentAidGrantedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mappings in {@code examples/} with the data they were written for, and with a little. */
class ExamplesTest {

  private static final Path ROOT = Files.exists(Path.of("examples")) ? Path.of("") : Path.of("..");
  private static final Path DATA = ROOT.resolve("../shared/data");

  @TempDir private Path folder;
  private final List<String> rejected = new ArrayList<>();

  @Test
  void theInspectionsOfSanMateoGoInAndEveryRowWithoutAResultIsTold() throws Exception {
    Path file = data("san-mateo-canteens/smc_school_inspections.csv");

    ImportSummary first = run("san-mateo", "inspections", EventTypes.CANTEEN_INSPECTION, file);

    assertThat(first).isEqualTo(new ImportSummary(1_778, 1_326, 0, 452, 0, 204, 0));
    assertThat(rejected).hasSize(452).allMatch(r -> r.contains("The result is NOT APPLICABLE"));
    assertThat(rejected.get(0)).startsWith("2: ");
  }

  @Test
  void theEntriesOfTheSampleGoIn() throws Exception {
    Path file = data("sample-enrollments-medium/flat_enrollments.csv");

    ImportSummary entries = run("inbloom", "entries", EventTypes.ENROLLMENT, file);
    ImportSummary exits = run("inbloom", "exits", EventTypes.ENROLLMENT, file);

    assertThat(entries).isEqualTo(new ImportSummary(500, 500, 0, 0, 0, 5, 0));
    assertThat(exits).isEqualTo(new ImportSummary(500, 0, 0, 0, 500, 0, 0));
  }

  @Test
  void theSmallSampleHasRowsThatAreNoEntriesAndTheyAreTold() throws Exception {
    Path file = data("sample-enrollments-small/flat_enrollments.csv");

    ImportSummary entries = run("inbloom", "entries", EventTypes.ENROLLMENT, file);

    assertThat(entries).isEqualTo(new ImportSummary(167, 159, 0, 8, 0, 3, 0));
    assertThat(run("inbloom", "exits", EventTypes.ENROLLMENT, file))
        .isEqualTo(new ImportSummary(167, 5, 0, 0, 162, 0, 0));
  }

  @Test
  void aFewInventedInspectionsGoThroughTheExample() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("few.csv"),
            """
            facility_id,name,address,city,zip,lat,long,inspection_date,reason,result,violations,major,critical
            X1,HILL SCHOOL,1 A ST,Belmont,94002,37.5,-122.3,2015-03-04,ROUTINE,PASS (GREEN),3,1,1
            X1,HILL SCHOOL,1 A ST,Belmont,94002,37.5,-122.3,2015-03-04,ROUTINE,PASS (GREEN),3,1,1
            facility_id,name,address,city,zip,lat,long,inspection_date,reason,result,violations,major,critical
            X2,VALE SCHOOL,2 A ST,BELMONT,94002,37.5,-122.3,2015-03-04,OTHER,NOT APPLICABLE,0,0,0
            X2,VALE SCHOOL,2 A ST,BELMONT,94002,37.5,-122.3,2015-03-05,ROUTINE,RED,0,0,0
            """);

    ImportSummary summary = run("san-mateo", "inspections", EventTypes.CANTEEN_INSPECTION, file);

    assertThat(summary).isEqualTo(new ImportSummary(5, 2, 0, 3, 0, 2, 0));
    assertThat(rejected).hasSize(3);
  }

  @Test
  void aClerksSpreadsheetOfStudentAidGoesInToTheFen() throws Exception {
    Path file = ROOT.resolve("examples/student-aid/aid.csv");

    ImportSummary summary = run("student-aid", "aid", EventTypes.STUDENT_AID_GRANTED, file);

    assertThat(summary).isEqualTo(new ImportSummary(9, 7, 0, 1, 1, 0, 0));
    assertThat(rejected).singleElement().asString().startsWith("9: 资助项目 \"助学金\"");
    assertThat(LocalKafka.shared().events(EventTypes.STUDENT_AID_GRANTED, "1409020003"))
        .extracting(sent -> (StudentAidGrantedData) sent.event().data())
        .extracting(StudentAidGrantedData::getAmount)
        .containsExactly(
            new BigDecimal("52818.50"), new BigDecimal("96000.00"), new BigDecimal("7500.00"));
  }

  private static Path data(String name) {
    Path file = DATA.resolve(name);
    assumeTrue(
        Files.exists(file), "Skipped: the data " + file.normalize() + " is not on this machine.");
    return file;
  }

  private ImportSummary run(String example, String mapping, EventType type, Path file)
      throws Exception {
    Path folder = ROOT.resolve("examples").resolve(example);
    Path own = folder.resolve("counties.csv");
    Counties counties =
        Files.exists(own) ? Counties.parse(Files.readString(own)) : Counties.chinese();
    try (TestDoor door =
        new TestDoor(
            LocalKafka.shared().settings(), counties, Clock.systemUTC(), school -> true, 16)) {
      HttpDoor platform = new HttpDoor(door.url(), null, Duration.ofSeconds(5));
      ImportListener listener =
          new ImportListener() {
            @Override
            public void rejected(long line, String reason) {
              rejected.add(line + ": " + reason);
            }

            @Override
            public void remark(String text) {}

            @Override
            public void progress(long bytesRead, long bytesInAll, ImportSummary soFar) {}
          };
      return new Importer(platform, ZoneId.of("Asia/Shanghai"), listener)
          .run(file, type, MappingFile.read(folder.resolve(mapping + ".yaml")));
    }
  }
}
