package org.countypulse.producers.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.LocalKafka;
import org.countypulse.producers.LocalKafka.Sent;
import org.countypulse.producers.gateway.TestDoor;
import org.countypulse.producers.sending.HttpDoor;
import org.countypulse.producers.sending.SendingException;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.AidCategory;
import org.countypulse.schemas.event.BusViolation;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.FoodBatchTestedData;
import org.countypulse.schemas.event.FoodDisposition;
import org.countypulse.schemas.event.HazardReportedData;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolBusInspectedData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.StudentAidGrantedData;
import org.countypulse.schemas.event.TargetSetData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static TestDoor door;

  @TempDir private Path folder;
  private final List<String> rejected = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private long lastBytes;

  @BeforeAll
  static void open() throws Exception {
    door =
        new TestDoor(
            LocalKafka.shared().settings(),
            Counties.chinese(),
            Clock.systemUTC(),
            school -> true,
            16);
  }

  @AfterAll
  static void shut() {
    door.close();
  }

  @Test
  void aFileWhoseColumnsAreNamedAsTheFieldsNeedsNoMapping() throws Exception {
    Path file =
        file(
            "drills.csv",
            """
            subject,time,source,kind,participants,evacuationSeconds
            import-1,2019-05-12T10:00:00+08:00,sis/a,FIRE,812,154
            import-1,2019-06-12,sis/a,FLOOD,700,
            import-1,2019-07-12T10:00:00+08:00,sis/a,WAR,x,
            """);

    ImportSummary summary = run(file, EventTypes.SAFETY_DRILL, null);

    assertThat(summary).isEqualTo(new ImportSummary(3, 2, 0, 1, 0, 0, 0));
    assertThat(summary.exitCode()).isEqualTo(1);
    assertThat(rejected)
        .singleElement()
        .asString()
        .startsWith("4: data.kind: Must be one of FIRE")
        .contains("data.participants: Must be a whole number");
    assertThat(sent(EventTypes.SAFETY_DRILL, "import-1"))
        .extracting(sent -> sent.event().day().toString())
        .containsExactly("2019-05-12", "2019-06-12");
    assertThat(lastBytes).isEqualTo(Files.size(file));
  }

  @Test
  void aColumnMayHaveTheFormerNameOfAField() throws Exception {
    Path file =
        file(
            "hazards.csv",
            """
            subject,time,hazardRef,category,severity,deadline
            import-9,2019-05-12,h-1,FIRE,MINOR,2019-05-27
            """);

    ImportSummary summary = run(file, EventTypes.HAZARD_REPORTED, null);

    assertThat(summary.exitCode()).as("%s", rejected).isZero();
    assertThat(sent(EventTypes.HAZARD_REPORTED, "import-9"))
        .extracting(sent -> ((HazardReportedData) sent.event().data()).getRectifyBy().toString())
        .containsExactly("2019-05-27");
  }

  @Test
  void moneyIsReadToTheFen() throws Exception {
    Path file =
        file(
            "aid.csv",
            """
            subject,time,category,beneficiaries,amount,studentRef
            import-5,2019-05-12,PRESCHOOL_AID,12,6000.05,
            import-5,2019-05-12,PRESCHOOL_AID,1,500,s-1
            import-5,2019-05-12,PRESCHOOL_AID,1,0.005,
            import-5,2019-05-12,PRESCHOOL_AID,1,"6,000",
            """);

    ImportSummary summary = run(file, EventTypes.STUDENT_AID_GRANTED, null);

    assertThat(summary).isEqualTo(new ImportSummary(4, 2, 0, 2, 0, 0, 0));
    assertThat(rejected)
        .satisfiesExactly(
            row -> assertThat(row).startsWith("4: data.amount: Must have at most 2 decimals"),
            row -> assertThat(row).startsWith("5: data.amount: Must be a number"));
    assertThat(sent(EventTypes.STUDENT_AID_GRANTED, "import-5"))
        .extracting(sent -> sent.event().data())
        .containsExactlyInAnyOrder(
            new StudentAidGrantedData(
                AidCategory.PRESCHOOL_AID, 12, new BigDecimal("6000.05"), null),
            new StudentAidGrantedData(
                AidCategory.PRESCHOOL_AID, 1, new BigDecimal("500.00"), "s-1"));
  }

  @Test
  void targetsAreSetForPlaces() throws Exception {
    Path file =
        file(
            "targets.csv",
            """
            subject,time,measure,from,to,value
            140981,2019-01-10,kindergartens-certified,2019-01-01,2019-12-31,20
            140900,2019-01-10,three-defences-rate,2019-01-01,2019-12-31,0.995
            all,2019-01-10,incidents/major,2019-01-01,2019-12-31,0
            1409020001,2019-01-10,drills-held,2019-01-01,2019-12-31,12
            all,2019-01-10,drills-held,2019,2019-12-31,12
            """);

    ImportSummary summary = run(file, EventTypes.TARGET_SET, null);

    assertThat(summary).isEqualTo(new ImportSummary(5, 3, 0, 2, 0, 0, 0));
    assertThat(rejected)
        .satisfiesExactly(
            row -> assertThat(row).startsWith("5: subject").contains("is no county, prefecture"),
            row -> assertThat(row).startsWith("6: data.from: Must be a date"));
    assertThat(sent(EventTypes.TARGET_SET, "140900"))
        .singleElement()
        .extracting(sent -> ((TargetSetData) sent.event().data()).getValue())
        .isEqualTo(new BigDecimal("0.9950"));
  }

  @Test
  void listsOfWordsFlagsAndWhatMayBeMissingAreRead() throws Exception {
    Path buses =
        file(
            "buses.csv",
            """
            subject,time,vehicleRef,violations
            import-6,2019-05-12,bus-1,OVERLOAD; NO_ATTENDANT
            import-6,2019-05-13,bus-1,
            import-6,2019-05-14,bus-1,SPEEDING
            """);
    Path activities =
        file(
            "activities.csv",
            """
            subject,time,participants,safetyPlanFiled
            import-6,2019-05-12,300,是
            import-6,2019-05-13,300,perhaps
            """);
    Path food =
        file(
            "food.csv",
            """
            subject,time,product,batchRef,result,disposition
            import-6,2019-05-12,面粉,B-1,FAIL,
            import-6,2019-05-13,面粉,B-1,FAIL,DESTROYED
            """);

    assertThat(run(buses, EventTypes.SCHOOL_BUS_INSPECTED, null).accepted()).isEqualTo(2);
    assertThat(rejected)
        .singleElement()
        .asString()
        .startsWith("4: data.violations[0]: Must be one of OVERLOAD");
    assertThat(run(activities, EventTypes.ACTIVITY_APPROVED, null).accepted()).isEqualTo(1);
    assertThat(rejected)
        .singleElement()
        .asString()
        .startsWith("3: data.safetyPlanFiled: Must be true or false");
    assertThat(run(food, EventTypes.FOOD_BATCH_TESTED, null).accepted()).isEqualTo(2);
    assertThat(sent(EventTypes.SCHOOL_BUS_INSPECTED, "import-6"))
        .extracting(sent -> ((SchoolBusInspectedData) sent.event().data()).getViolations())
        .containsExactly(List.of(BusViolation.OVERLOAD, BusViolation.NO_ATTENDANT), List.of());
    assertThat(sent(EventTypes.FOOD_BATCH_TESTED, "import-6"))
        .extracting(sent -> ((FoodBatchTestedData) sent.event().data()).getDisposition())
        .containsExactly(null, FoodDisposition.DESTROYED);
  }

  @Test
  void theSameFileTwiceCountsOnceAndEqualRowsCountEach() throws Exception {
    Path file =
        file(
            "drills.csv",
            """
            subject,time,kind,participants
            import-2,2019-05-12,FIRE,812
            import-2,2019-05-12,FIRE,812
            import-2,2019-05-13,FIRE,812
            """);

    ImportSummary first = run(file, EventTypes.SAFETY_DRILL, null);
    ImportSummary again = run(file, EventTypes.SAFETY_DRILL, null);

    assertThat(first.accepted()).isEqualTo(3);
    assertThat(again.duplicate()).isEqualTo(3);
    assertThat(again.exitCode()).isZero();
    assertThat(ids(EventTypes.SAFETY_DRILL, "import-2")).hasSize(3);
    assertThat(sent(EventTypes.SAFETY_DRILL, "import-2").get(0).event().source())
        .isEqualTo("import/drills.csv");
  }

  @Test
  void aSpreadsheetsCsvIsRead() throws Exception {
    Path file = folder.resolve("excel.csv");
    Files.writeString(
        file,
        "\uFEFFsubject,time,source,inspector,outcome,violations\r\n"
            + "import-3,2019-05-12,\"a, \"\"b\"\"\",\"two\r\nlines\",PASS,A1; B2\r\n"
            + "\r\n"
            + "import-3,2019-05-13,s,office,GOOD,\r\n");

    ImportSummary summary = run(file, EventTypes.CANTEEN_INSPECTION, null);

    assertThat(summary.accepted()).isEqualTo(1);
    assertThat(rejected).singleElement().asString().startsWith("5: data.outcome");
    Sent sent = sent(EventTypes.CANTEEN_INSPECTION, "import-3").get(0);
    assertThat(sent.event().source()).isEqualTo("a, \"b\"");
    CanteenInspectionData data = (CanteenInspectionData) sent.event().data();
    assertThat(data.getInspector()).contains("two").contains("lines");
    assertThat(data.getViolations()).containsExactly("A1", "B2");
  }

  @Test
  void dirtyRowsAreToldOneByOneAndKeepNobodyOut() throws Exception {
    Path file =
        file(
            "drills.csv",
            """
            school,day,what,people
            import-4,12/05/2019,fire drill,10
            school,day,what,people
            import-4,13/05/2019,fire drill
            import-4,31/02/2019,fire drill,10
            import-4,14/05/2019,dance,10
            import-4,15/05/2019,NOT APPLICABLE,10
            import-4,16/05/2019,fire drill,
            import-4,17/05/2019,fire drill,10
            """);
    Path mapping =
        file(
            "drills.yaml",
            """
            source: test
            subject: school
            time: {column: day, format: dd/MM/yyyy}
            reject:
              - {when: {what: NOT APPLICABLE}, reason: Nothing happened.}
            data:
              kind: {column: what, values: {fire drill: FIRE}}
              participants: people
            """);

    ImportSummary summary = run(file, EventTypes.SAFETY_DRILL, mapping);

    assertThat(summary).isEqualTo(new ImportSummary(8, 2, 0, 6, 0, 0, 0));
    assertThat(rejected)
        .satisfiesExactlyInAnyOrder(
            r -> assertThat(r).isEqualTo("3: The header line is repeated here."),
            r -> assertThat(r).isEqualTo("4: The row has 3 cells, the header names 4 columns."),
            r -> assertThat(r).contains("5: day \"31/02/2019\" is not a date written as dd/MM"),
            r -> assertThat(r).contains("6: what \"dance\" has no translation; the mapping has"),
            r -> assertThat(r).isEqualTo("7: Nothing happened."),
            r -> assertThat(r).startsWith("8: data.participants: A safety-drill needs"));
  }

  @Test
  void aMappingTranslatesLooksUpCountiesAndRegistersTheSchoolsItMeetsOnce() throws Exception {
    Path file =
        file(
            "inspections.csv",
            """
            no,school,name,county,date,result,bad,very bad,again
            1,import 5,School Five,Xinfu,2019-05-12,ok,3,1,2019-06-01
            2,import 5,School Five,Xinfu,2019-05-12,ok,1,2,
            3,import 5,School Five,Xinfu,2019-05-13,poor,0,0,
            4,import 6,School Six,Atlantis,2019-05-13,ok,0,0,
            5,import 7,School Seven,Twin,2019-05-13,left,0,0,
            """);
    Path mapping =
        file(
            "inspections.yaml",
            """
            source: test
            id: {key: [no]}
            subject: {column: school, replace: {" ": "-"}}
            time: date
            skip:
              - {when: {result: left}, reason: "The school has closed."}
            data:
              inspector: {value: office 7}
              outcome: {column: result, values: {ok: PASS}, otherwise: FAIL}
              violations:
                repeat:
                  - {code: VERY-BAD, times: very bad}
                  - {code: BAD, times: bad, less: [very bad]}
              reinspectionDue: again
            schools:
              day: {value: "2018-09-01"}
              data:
                name: name
                countyCode: {column: county, county: name}
                stage: {value: PRIMARY}
                ownership: {value: PUBLIC}
                setting: {value: URBAN}
                boarding: {value: no}
                hasCanteen: {value: true}
                busCount: {value: 0}
                eligibleStaff: {value: 0}
            """);

    ImportSummary summary = run(file, EventTypes.CANTEEN_INSPECTION, mapping);

    assertThat(summary.rows()).isEqualTo(5);
    assertThat(summary.leftOut()).isEqualTo(1);
    assertThat(summary.schools()).isEqualTo(1);
    assertThat(rejected)
        .satisfiesExactlyInAnyOrder(
            r -> assertThat(r).isEqualTo("3: bad (1) is less than very bad together."),
            r -> assertThat(r).contains("5: The school can't be registered: No county is called"));
    List<Sent> sent = sent(EventTypes.CANTEEN_INSPECTION, "import-5");
    assertThat(sent).hasSize(2);
    CanteenInspectionData first = (CanteenInspectionData) sent.get(0).event().data();
    assertThat(first.getViolations()).containsExactly("VERY-BAD", "BAD", "BAD");
    assertThat(first.getReinspectionDue()).isEqualTo("2019-06-01");
    assertThat(((CanteenInspectionData) sent.get(1).event().data()).getOutcome())
        .isEqualTo(InspectionOutcome.FAIL);
    Sent school = sent(EventTypes.SCHOOL_REGISTERED, "import-5").get(0);
    assertThat(((SchoolRegisteredData) school.event().data()).getCountyCode()).isEqualTo("140902");
    assertThat(school.event().day()).isEqualTo("2018-09-01");
    run(file, EventTypes.CANTEEN_INSPECTION, mapping);
    assertThat(ids(EventTypes.SCHOOL_REGISTERED, "import-5")).hasSize(1);
  }

  @Test
  void jsonLinesAreRowsOrWholeEvents() throws Exception {
    UUID id = UUID.randomUUID();
    Path file =
        file(
            "drills.jsonl",
            """
            {"subject":"import-8","time":"2019-05-12","kind":"FIRE","participants":812}
            {"specversion":"1.0","id":"%s","source":"s","type":"safety-drill",\
            "subject":"import-8","time":"2019-05-13T10:00:00+08:00",\
            "data":{"kind":"FIRE","participants":5}}

            {"subject":"import-8","time":"2019-05-12","kind":"FIRE","participant":812}
            {"subject":
            {"specversion":"1.0","type":"enrollment"}
            """
                .formatted(id));

    ImportSummary summary = run(file, EventTypes.SAFETY_DRILL, null);

    assertThat(summary.accepted()).as(rejected + "").isEqualTo(2);
    assertThat(rejected)
        .satisfiesExactlyInAnyOrder(
            r -> assertThat(r).startsWith("4: \"participant\" is no field of a safety-drill"),
            r -> assertThat(r).startsWith("5: The line is not JSON"),
            r -> assertThat(r).startsWith("6: The event is a \"enrollment\""));
    assertThat(sent(EventTypes.SAFETY_DRILL, "import-8"))
        .extracting(sent -> ((SafetyDrillData) sent.event().data()).getParticipants())
        .containsExactly(812, 5);
    assertThat(ids(EventTypes.SAFETY_DRILL, "import-8")).contains(id.toString());
  }

  @Test
  void aFileInChineseEncodingIsReadWhenTheMappingSaysSo() throws Exception {
    Path file = folder.resolve("gbk.csv");
    Files.write(file, "学校,日期,类型,人数\nimport-9,2019-05-12,消防,10\n".getBytes(Charset.forName("GBK")));
    String fields =
        """
        source: test
        subject: 学校
        time: 日期
        data: {kind: {column: 类型, values: {消防: FIRE}}, participants: 人数}
        """;

    assertThatThrownBy(() -> run(file, EventTypes.SAFETY_DRILL, file("utf8.yaml", fields)))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("encoding: GBK");
    assertThat(
            run(file, EventTypes.SAFETY_DRILL, file("gbk.yaml", "encoding: GBK\n" + fields))
                .accepted())
        .isEqualTo(1);
  }

  @Test
  void whatCanNotWorkForAnyRowIsToldBeforeAnyIsSent() throws Exception {
    Path file = file("a.csv", "subject,time,kind,people\nimport-10,2019-05-12,FIRE,5\n");

    assertProblem(file, null, "The column \"people\" is no field of a safety-drill");
    assertProblem(file, "subject: school\ntime: time\n", "needs kind, participants");
    assertProblem(
        file,
        "subject: school\ntime: time\ndata: {kind: kind, participants: people}\n",
        "The file has no column school");
    assertProblem(file, "subjekt: school\n", "the mapping knows no \"subjekt\"");
    assertProblem(file, "time: {colum: a}\n", "time knows no \"colum\"");
    assertProblem(file, "time: [\n", "is not YAML");
    assertProblem(file, "zone: Mars\n", "zone \"Mars\" is not known");
    assertProblem(file("e.csv", ""), null, "is empty");
    assertProblem(file("d.csv", "subject,subject\n"), null, "has \"subject\" twice");
    assertProblem(file("t.csv", "subject,kind,participants\n"), null, "gives the time");
    assertProblem(folder.resolve("none.csv"), null, "There is no file");
    assertThat(sent(EventTypes.SAFETY_DRILL, "import-10")).isEmpty();
  }

  @Test
  void aQuoteThatIsNotClosedEndsTheImportWithWhatCameBeforeSent() throws Exception {
    Path file =
        file(
            "q.csv",
            "subject,time,kind,participants\nimport-11,2019-05-12,FIRE,5\nimport-11,\"2019,F,5\n");

    assertProblem(file, null, "The quote in line 3 is not closed");
    assertThat(sent(EventTypes.SAFETY_DRILL, "import-11")).hasSize(1);
  }

  @Test
  void aQuoteThatIsNotClosedSwallowsNoRowsUpToTheNextQuote() throws Exception {
    Path file =
        file(
            "swallow.csv",
            """
            subject,time,kind,participants
            import-13,2019-05-12,"FIRE",5
            import-13,2019-05-13,"FIRE,5
            import-13,2019-05-14,FIRE,5
            import-13,2019-05-15,"FIRE",5
            """);

    assertProblem(
        file, null, "The quote in line 3 is not closed, or quotes within it are not doubled");
    assertThat(sent(EventTypes.SAFETY_DRILL, "import-13")).hasSize(1);
  }

  @Test
  void aWrongEncodingIsToldHoweverFarDownItIsSeen() throws Exception {
    Path file = folder.resolve("late.csv");
    String latin = "import-14,2019-05-12,FIRE,x\n".repeat(2_000);
    Files.write(
        file,
        ("subject,time,kind,participants\n" + latin + "import-14,2019-05-12,消防,1\n")
            .getBytes(Charset.forName("GBK")));

    assertProblem(file, null, "is not written in UTF-8");
  }

  @Test
  void itIsSaidWhenIdsAreMadeOfPersonsReferences() throws Exception {
    Path whole =
        file(
            "whole.csv",
            """
            subject,time,studentRef,grade,change
            import-15,2019-05-12,s-15,7,NEW_ENTRY
            import-15,2019-05-13,s-16,7,NEW_ENTRY
            """);
    run(whole, EventTypes.ENROLLMENT, null);
    assertThat(remarks).hasSize(1);
    assertThat(remarks.get(0)).contains("studentRef", "key columns without it");

    String fields =
        """
        source: test
        subject: subject
        time: time
        data: {studentRef: studentRef, grade: grade, change: change}
        """;
    run(whole, EventTypes.ENROLLMENT, file("key.yaml", "id: {key: [time, studentRef]}\n" + fields));
    assertThat(remarks).hasSize(1);
    run(whole, EventTypes.ENROLLMENT, file("other.yaml", "id: {key: [subject, time]}\n" + fields));
    assertThat(remarks).isEmpty();
  }

  @Test
  void anUnreachablePlatformIsOneClearMessage() throws Exception {
    Path file = file("a.csv", "subject,time,kind,participants\nimport-12,2019-05-12,FIRE,5\n");
    HttpDoor nobody = new HttpDoor("http://127.0.0.1:1", null, Duration.ZERO);

    assertThatThrownBy(
            () ->
                new Importer(nobody, SHANGHAI, listener()).run(file, EventTypes.SAFETY_DRILL, null))
        .isInstanceOf(SendingException.class)
        .hasMessage("http://127.0.0.1:1 can't be reached: nothing answers there; is it running?");
  }

  @Test
  void idsFollowFromNamesAsTheStandardSays() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    assertThat(NameIds.of(dns, "www.example.com"))
        .as("RFC 9562, appendix A.4")
        .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  }

  private void assertProblem(Path file, String mapping, String message) throws Exception {
    Path mappingFile = mapping == null ? null : file("m.yaml", mapping);
    assertThatThrownBy(() -> run(file, EventTypes.SAFETY_DRILL, mappingFile))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining(message);
  }

  private ImportSummary run(Path file, EventType type, Path mapping) throws Exception {
    rejected.clear();
    remarks.clear();
    HttpDoor platform = new HttpDoor(door.url(), null, Duration.ofSeconds(5));
    return new Importer(platform, SHANGHAI, listener())
        .run(file, type, mapping == null ? null : MappingFile.read(mapping));
  }

  private ImportListener listener() {
    return new ImportListener() {
      @Override
      public void rejected(long line, String reason) {
        rejected.add(line + ": " + reason);
      }

      @Override
      public void remark(String text) {
        remarks.add(text);
      }

      @Override
      public void progress(long bytesRead, long bytesInAll, ImportSummary soFar) {
        lastBytes = bytesRead;
      }
    };
  }

  private static List<Sent> sent(EventType type, String school) throws Exception {
    return LocalKafka.shared().events(type, school);
  }

  private static List<String> ids(EventType type, String school) throws Exception {
    return sent(type, school).stream().map(sent -> sent.event().eventId()).distinct().toList();
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}
