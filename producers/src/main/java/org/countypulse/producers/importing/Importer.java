package org.countypulse.producers.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.countypulse.producers.sending.HttpDoor;
import org.countypulse.schemas.EventType;

/** Sends a file's rows through a platform's door. */
public final class Importer {

  private final HttpDoor door;
  private final ZoneId zone;
  private final ImportListener listener;

  /**
   * @param zone of times in the file that give no offset, unless the mapping names another
   */
  public Importer(HttpDoor door, ZoneId zone, ImportListener listener) {
    this.door = door;
    this.zone = zone;
    this.listener = listener;
  }

  /**
   * Imports a file. What is wrong with one row never keeps the others from being sent.
   *
   * @param mapping how rows become events; null if the columns are named as the fields
   * @throws ImportException if the file or the mapping can't be used
   * @throws org.countypulse.producers.sending.SendingException if the platform can't be reached
   */
  public ImportSummary run(Path file, EventType type, Mapping mapping) throws InterruptedException {
    if (!Files.isRegularFile(file)) {
      throw new ImportException("There is no file " + file + ".");
    }
    Mapping.Format format = mapping == null ? Mapping.Format.USUAL : mapping.format();
    try (Rows rows = Rows.open(file, format)) {
      Mapping used = mapping == null ? ofColumns(type, rows) : mapping;
      String source = "import/" + file.getFileName();
      if (mapping != null || !rows.columns().isEmpty()) {
        used.check(type, rows.columns());
      }
      CountyNames counties = used.looksUpCounties() ? CountyNames.of(door) : null;
      Run run = new Run(used, new EventMaker(type, used, source, zone, counties), Files.size(file));
      return run.all(rows);
    } catch (CharacterCodingException e) {
      throw new ImportException(
          file
              + " is not written in "
              + format.encoding()
              + "; name its encoding in the mapping file, for example encoding: GBK.",
          e);
    } catch (IOException e) {
      throw new ImportException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  /** JSON lines have no header: any of the fields may come. */
  private static Mapping ofColumns(EventType type, Rows rows) {
    List<String> columns = new ArrayList<>(rows.columns());
    if (columns.isEmpty()) {
      columns.add("id");
      columns.addAll(Mapping.ATTRIBUTES);
      type.dataSchema().getFields().forEach(field -> columns.add(field.name()));
    }
    return Mapping.byNames(type, columns);
  }

  /** An event on its way; the school's registration or the row's own. */
  private record Pending(long line, ObjectNode event, boolean school) {}

  private final class Run {

    private final Mapping mapping;
    private final EventMaker maker;
    private final long bytes;
    private final List<Pending> batch = new ArrayList<>();
    private final Set<String> schools = new HashSet<>();
    private final Set<Long> rejectedLines = new HashSet<>();
    private boolean remarked;
    private long rows;
    private long accepted;
    private long duplicate;
    private long leftOut;
    private long schoolsIn;
    private long warnings;

    Run(Mapping mapping, EventMaker maker, long bytes) {
      this.mapping = mapping;
      this.maker = maker;
      this.bytes = bytes;
    }

    ImportSummary all(Rows from) throws IOException, InterruptedException {
      ImportException broken = null;
      try {
        for (Row row = from.next(); row != null; row = from.next()) {
          rows++;
          take(row);
          if (batch.size() >= HttpDoor.MOST_EVENTS - 1) {
            send();
            listener.progress(from.bytesRead(), bytes, summary());
          }
        }
      } catch (ImportException e) {
        broken = e;
      }
      send();
      if (broken != null) {
        throw broken;
      }
      listener.progress(bytes, bytes, summary());
      return summary();
    }

    private void take(Row row) {
      if (row.defect() != null) {
        reject(row.line(), row.defect());
        return;
      }
      for (Mapping.RowRule rule : mapping.skip()) {
        if (rule.matches(row)) {
          leftOut++;
          return;
        }
      }
      if (mapping.schools() != null) {
        takeSchool(row);
      }
      for (Mapping.RowRule rule : mapping.reject()) {
        if (rule.matches(row)) {
          reject(row.line(), rule.reason());
          return;
        }
      }
      try {
        batch.add(new Pending(row.line(), maker.event(row), false));
        remarkIds();
      } catch (RowRejectedException e) {
        reject(row.line(), e.getMessage());
      }
    }

    private void remarkIds() {
      if (!remarked && !maker.personsInIds().isEmpty()) {
        remarked = true;
        listener.remark(
            "The events' ids are made from "
                + String.join(", ", maker.personsInIds())
                + " too: an id confirms a guess at who it is about, also once that reference is"
                + " forgotten. Give an id column, or key columns without it.");
      }
    }

    private void takeSchool(Row row) {
      try {
        ObjectNode school = maker.school(row);
        if (school != null && schools.add(school.get("subject").asText())) {
          batch.add(new Pending(row.line(), school, true));
        }
      } catch (RowRejectedException e) {
        reject(row.line(), "The school can't be registered: " + e.getMessage());
      }
    }

    private void send() throws InterruptedException {
      if (batch.isEmpty()) {
        return;
      }
      JsonNode verdicts = door.send(batch.stream().map(Pending::event).toList());
      for (int i = 0; i < batch.size(); i++) {
        take(batch.get(i), verdicts.get(i));
      }
      batch.clear();
    }

    private void take(Pending sent, JsonNode verdict) {
      String status = verdict.path("status").asText();
      if (status.equals("rejected")) {
        reject(sent.line(), (sent.school() ? "The school's registration: " : "") + why(verdict));
        return;
      }
      warnings += verdict.path("warnings").isEmpty() ? 0 : 1;
      if (sent.school()) {
        schoolsIn++;
      } else if (status.equals("duplicate")) {
        duplicate++;
      } else {
        accepted++;
      }
    }

    private String why(JsonNode verdict) {
      List<String> reasons = new ArrayList<>();
      for (JsonNode problem : verdict.path("problems")) {
        String field = problem.path("field").asText();
        String detail = problem.path("detail").asText();
        reasons.add(field.isEmpty() ? detail : field + ": " + detail);
      }
      return String.join(" ", reasons);
    }

    private void reject(long line, String reason) {
      rejectedLines.add(line);
      listener.rejected(line, reason);
    }

    private ImportSummary summary() {
      return new ImportSummary(
          rows, accepted, duplicate, rejectedLines.size(), leftOut, schoolsIn, warnings);
    }
  }
}
