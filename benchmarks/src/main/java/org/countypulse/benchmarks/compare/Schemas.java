package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.countypulse.schemas.event.SafetyDrill;

/** What peers need to know of a drill, as Avro schemas in files. */
record Schemas(Path written, Path wanted, Path identified) {

  /** Writes the files into a folder. */
  static Schemas in(Path folder) {
    Schemas files =
        new Schemas(
            folder.resolve("written.avsc"),
            folder.resolve("wanted.avsc"),
            folder.resolve("identified.avsc"));
    try {
      Files.createDirectories(folder);
      Files.writeString(files.written(), SafetyDrill.getClassSchema().toString());
      Files.writeString(files.wanted(), needed().toString());
      Files.writeString(files.identified(), needed("eventId").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /**
   * Only the fields that count; Avro skips the rest.
   *
   * @param more further fields, which come last
   */
  static Schema needed(String... more) {
    Schema drill = SafetyDrill.getClassSchema();
    Schema data = only(drill.getField("data").schema().getTypes().get(1), "participants");
    Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), data);
    Schema needed = Schema.createRecord(drill.getName(), null, drill.getNamespace(), false);
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(copy(drill, "schoolId"));
    fields.add(copy(drill, "day"));
    fields.add(new Schema.Field("data", nullable));
    Stream.of(more).forEach(field -> fields.add(copy(drill, field)));
    needed.setFields(fields);
    return needed;
  }

  private static Schema only(Schema record, String field) {
    Schema less = Schema.createRecord(record.getName(), null, record.getNamespace(), false);
    less.setFields(List.of(copy(record, field)));
    return less;
  }

  /** Dates are read as plain numbers. */
  private static Schema.Field copy(Schema record, String field) {
    return new Schema.Field(field, Schema.create(record.getField(field).schema().getType()));
  }
}
