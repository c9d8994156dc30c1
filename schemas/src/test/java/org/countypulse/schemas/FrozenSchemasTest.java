package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was once published stays readable for ever (BACKWARD_TRANSITIVE). Each version of an event's
 * schema is frozen in {@code frozen/<type>/v<n>.avsc}, beside {@code v<n>.bin}, the Avro binary of
 * an event that was written with it. Neither is ever edited.
 */
class FrozenSchemasTest {

  private static final Path FROZEN = Path.of("src/test/resources/frozen");

  private record Version(Path schemaFile, Path sampleFile) {
    static Version of(EventType type, int number) {
      Path folder = FROZEN.resolve(type.name());
      return new Version(
          folder.resolve("v" + number + ".avsc"), folder.resolve("v" + number + ".bin"));
    }

    Schema schema() throws IOException {
      return new Schema.Parser().parse(Files.readString(schemaFile));
    }
  }

  static List<EventType> types() {
    return EventTypes.ALL;
  }

  private static List<Version> versions(EventType type) {
    List<Version> versions = new ArrayList<>();
    while (Files.exists(Version.of(type, versions.size() + 1).schemaFile())) {
      versions.add(Version.of(type, versions.size() + 1));
    }
    return versions;
  }

  @ParameterizedTest
  @MethodSource("types")
  void todaysSchemaIsTheOneFrozenLast(EventType type) throws IOException {
    List<Version> versions = versions(type);
    boolean frozen =
        !versions.isEmpty()
            && text(versions.get(versions.size() - 1).schema()).equals(text(type.schema()));
    if (!frozen && Boolean.getBoolean("approve")) {
      freeze(type, Version.of(type, versions.size() + 1));
    } else {
      assertThat(frozen)
          .as(
              "The schema of %s differs from its last frozen version (v%d). If the change is meant,"
                  + " freeze it as the next version: mvn verify -Dapprove=true, and read the diff."
                  + " Frozen files are never edited.",
              type, versions.size())
          .isTrue();
    }
  }

  /** Documentation and limits are part of a schema: a registry, too, gives it another id then. */
  private static String text(Schema schema) {
    return schema.toString(true);
  }

  private static void freeze(EventType type, Version version) throws IOException {
    List<Version> earlier = versions(type);
    for (Version one : earlier) {
      checkReads(type, one);
    }
    if (!earlier.isEmpty()) {
      Schema last = earlier.get(earlier.size() - 1).schema();
      assertThat(SchemaChanges.wrong(last, type.schema())).isEmpty();
    }
    byte[] sample = WireFormat.body(Samples.of(type).toRecord());
    Files.createDirectories(version.schemaFile().getParent());
    Files.writeString(version.schemaFile(), text(type.schema()) + "\n");
    Files.write(version.sampleFile(), sample);
  }

  @ParameterizedTest
  @MethodSource("types")
  void todaysSchemaReadsWhatEveryFrozenOneWrote(EventType type) throws IOException {
    for (Version version : versions(type)) {
      checkReads(type, version);
      IndexedRecord record =
          WireFormat.decode(
              Files.readAllBytes(version.sampleFile()),
              0,
              WireFormat.reader(version.schema(), type.schema()));
      Event event = Event.of(type, record);
      Event sample = Samples.of(type);
      assertThat(event.eventId()).isEqualTo(sample.eventId());
      assertThat(event.schoolId()).isEqualTo(sample.schoolId());
      assertThat(event.day()).isEqualTo(sample.day());
      assertThat(event.happenedAt()).isEqualTo(sample.happenedAt());
      assertThat(event.recordedAt()).isEqualTo(sample.recordedAt());
      assertThat(event.source()).isEqualTo(sample.source());
      assertThat(event.corrects()).isEqualTo(sample.corrects());
      for (Schema.Field field : frozenData(version.schema()).getFields()) {
        Schema.Field today = SchemaChanges.today(field, type.dataSchema());
        assertThat(event.data().get(today.pos()))
            .as(version.schemaFile() + " " + field.name())
            .isEqualTo(sample.data().get(today.pos()));
      }
    }
  }

  /** Step by step: what was allowed between two versions is not allowed twice as far. */
  @ParameterizedTest
  @MethodSource("types")
  void everyVersionDiffersFromTheOneBeforeByAllowedChangesOnly(EventType type) throws IOException {
    List<Version> versions = versions(type);
    for (int i = 1; i < versions.size(); i++) {
      assertThat(SchemaChanges.wrong(versions.get(i - 1).schema(), versions.get(i).schema()))
          .as("%s, from version %d to %d", type, i, i + 1)
          .isEmpty();
    }
  }

  private static Schema frozenData(Schema event) {
    return event.getField("data").schema().getTypes().get(1);
  }

  private static void checkReads(EventType type, Version version) throws IOException {
    SchemaCompatibility.SchemaPairCompatibility compatibility =
        SchemaCompatibility.checkReaderWriterCompatibility(type.schema(), version.schema());
    assertThat(compatibility.getType())
        .as(
            "Today's schema of %s can't read what %s wrote; give new fields a default, and remove or"
                + " rename nothing that has none: %s",
            type, version.schemaFile(), compatibility.getResult().getIncompatibilities())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }
}
