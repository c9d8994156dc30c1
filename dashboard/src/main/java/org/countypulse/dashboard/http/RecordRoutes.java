package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.countypulse.dashboard.model.Accounts;
import org.countypulse.dashboard.model.Counts;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.Quarantine;
import org.countypulse.dashboard.model.Quarantine.Listed;
import org.countypulse.dashboard.model.QuarantineEntry;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.ViewLedger;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.Decision;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.QuarantineDecision;

/** What became of the records: accounting, quarantine, and a school's own account and history. */
final class RecordRoutes {

  private static final int FEW_ENTRIES = 1_000;
  private static final int MOST_ENTRIES = 100_000;

  private record OfType(String type, @JsonUnwrapped Counts counts) {}

  private record OfSource(String source, @JsonUnwrapped Counts counts) {}

  private record OfSchool(String schoolId, @JsonUnwrapped Counts counts) {}

  private record Waiting(String schoolId, long waiting) {}

  private record NotCounted(
      String type,
      String id,
      String status,
      String reason,
      String detail,
      String by,
      long copies,
      String day,
      String source,
      String topic,
      int partition,
      long offset) {

    static NotCounted of(EventNote note) {
      return new NotCounted(
          note.getEventType(),
          note.getEventId(),
          note.getStatus().name().toLowerCase(Locale.ROOT),
          note.getReason(),
          note.getDetail(),
          note.getBy(),
          note.getCopies(),
          note.getDay().toString(),
          note.getSource(),
          EventTypes.named(note.getEventType()).map(EventType::topic).orElse(null),
          note.getPartition(),
          note.getOffset());
    }
  }

  /**
   * The accounts of all views.
   *
   * @param bySchool null if somebody asked for less
   */
  private record Accounting(
      Counts totals,
      List<OfType> byType,
      List<OfSource> bySource,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<OfSchool> bySchool,
      List<Waiting> waitingSchools) {}

  private final ReadModel model;
  private final Asked asked;
  private final Clock clock;

  RecordRoutes(ReadModel model, Asked asked, Clock clock) {
    this.model = model;
    this.asked = asked;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/accounting", this::accounting);
    routes.get("/api/v1/quarantine", this::quarantine);
    routes.get("/api/v1/schools/{id}", this::school);
    routes.get("/api/v1/schools/{id}/account", this::account);
  }

  private void accounting(Context request) {
    asked.requireAll(request);
    Parameters parameters = Parameters.ofTable(request, "by", "schools");
    String by = parameters.oneOf("by", "type", "source", "school").orElse("type");
    // There may be a hundred thousand of them, and whoever looks every few seconds wants the sums.
    boolean withoutSchools =
        parameters.oneOf("schools", "true", "false").filter("false"::equals).isPresent()
            || parameters.csv();
    Accounting accounting =
        model.read(ledgers -> accounting(ledgers, by.equals("school") || !withoutSchools));
    Answer.table(request, parameters, accounting, () -> table(accounting, by));
  }

  private static Accounting accounting(Ledgers ledgers, boolean listSchools) {
    SortedMap<String, Counts> types = merged(ledgers, Accounts::byType);
    return new Accounting(
        total(types),
        types(types),
        sources(merged(ledgers, Accounts::bySource)),
        listSchools ? schools(merged(ledgers, Accounts::bySchool)) : null,
        waiting(ledgers));
  }

  private static SortedMap<String, Counts> merged(
      Ledgers ledgers, Function<Accounts, SortedMap<String, Counts>> part) {
    SortedMap<String, Counts> all = new TreeMap<>();
    for (ViewLedger ledger : ledgers.promoted()) {
      part.apply(ledger.accounts()).forEach((name, n) -> all.merge(name, n, Counts::plus));
    }
    return all;
  }

  private static Counts total(SortedMap<String, Counts> counts) {
    return counts.values().stream().reduce(Counts.NONE, Counts::plus);
  }

  /** Every type of the catalogue, in its order. */
  private static List<OfType> types(SortedMap<String, Counts> counts) {
    return EventTypes.ALL.stream()
        .map(type -> new OfType(type.name(), counts.getOrDefault(type.name(), Counts.NONE)))
        .toList();
  }

  private static List<OfSource> sources(SortedMap<String, Counts> counts) {
    return counts.entrySet().stream().map(e -> new OfSource(e.getKey(), e.getValue())).toList();
  }

  private static List<OfSchool> schools(SortedMap<String, Counts> counts) {
    return counts.entrySet().stream().map(e -> new OfSchool(e.getKey(), e.getValue())).toList();
  }

  private static List<Waiting> waiting(Ledgers ledgers) {
    SortedMap<String, Long> all = new TreeMap<>();
    for (ViewLedger ledger : ledgers.promoted()) {
      ledger.accounts().waiting().forEach((school, n) -> all.merge(school, n, Long::sum));
    }
    return all.entrySet().stream().map(e -> new Waiting(e.getKey(), e.getValue())).toList();
  }

  private static Table table(Accounting accounting, String by) {
    Table table =
        Table.of(
            by.equals("school") ? "schoolId" : by,
            "received",
            "posted",
            "duplicate",
            "superseded",
            "waiting",
            "quarantined");
    switch (by) {
      case "type" -> accounting.byType.forEach(line -> row(table, line.type, line.counts));
      case "source" -> accounting.bySource.forEach(line -> row(table, line.source, line.counts));
      default -> accounting.bySchool.forEach(line -> row(table, line.schoolId, line.counts));
    }
    return table;
  }

  private static void row(Table table, String name, Counts counts) {
    table.row(
        name,
        counts.received(),
        counts.posted(),
        counts.duplicate(),
        counts.superseded(),
        counts.waiting(),
        counts.quarantined());
  }

  private void account(Context request) {
    asked.requireAll(request);
    Parameters parameters = Parameters.ofTable(request);
    String school = request.pathParam("id");
    LocalDate today = LocalDate.now(clock);
    List<NotCounted> notCounted = new ArrayList<>();
    Map<String, Object> answer =
        model.read(
            ledgers -> {
              SortedMap<String, Counts> types = merged(ledgers, a -> a.typesOf(school));
              ledgers.promoted().stream()
                  .map(ViewLedger::notes)
                  .flatMap(notes -> notes.of(school).stream())
                  .map(NotCounted::of)
                  .forEach(notCounted::add);
              return object(
                  "schoolId", school,
                  "name", nameOf(ledgers.registry().life(school), today),
                  "totals", total(types),
                  "byType",
                      types.entrySet().stream()
                          .map(e -> new OfType(e.getKey(), e.getValue()))
                          .toList(),
                  "bySource", sources(merged(ledgers, a -> a.sourcesOf(school))),
                  "notCounted", notCounted);
            });
    Answer.table(request, parameters, answer, () -> table(notCounted));
  }

  private static Table table(List<NotCounted> events) {
    Table table =
        Table.of(
            "type",
            "id",
            "status",
            "reason",
            "detail",
            "by",
            "copies",
            "day",
            "source",
            "topic",
            "partition",
            "offset");
    events.forEach(
        e ->
            table.row(
                e.type,
                e.id,
                e.status,
                e.reason,
                e.detail,
                e.by,
                e.copies,
                e.day,
                e.source,
                e.topic,
                e.partition,
                e.offset));
    return table;
  }

  /** Its name on a day; before its first entry the first one's; null if it isn't registered. */
  private static String nameOf(SchoolLife life, LocalDate day) {
    return life.at(day)
        .or(() -> life.entries().stream().findFirst())
        .map(SchoolEntry::name)
        .orElse(null);
  }

  private void school(Context request) {
    Parameters parameters = Parameters.ofTable(request);
    String school = request.pathParam("id");
    SchoolLife life = model.read(ledgers -> ledgers.registry().life(school));
    if (life.entries().isEmpty()) {
      throw new NotFoundResponse(
          "No school \"%s\" is registered. What was received about it: /api/v1/schools/%s/account"
              .formatted(school, school));
    }
    boolean seesAll = asked.seesAll(request);
    List<Map<String, Object>> entries =
        life.entries().stream().map(entry -> entry(entry, seesAll)).toList();
    Answer.table(
        request,
        parameters,
        object("schoolId", school, "name", nameOf(life, LocalDate.now(clock)), "entries", entries),
        () -> {
          Table table = Table.of(entries.get(0).keySet().toArray(String[]::new));
          entries.forEach(entry -> table.row(entry.values().toArray()));
          return table;
        });
  }

  /** Its staff only for those who see all: a hidden one is its county's less the other schools'. */
  private static Map<String, Object> entry(SchoolEntry entry, boolean seesAll) {
    return object(
        "from", entry.from().toString(),
        "name", entry.name(),
        "countyCode", entry.county(),
        "stage", entry.stage().name(),
        "ownership", entry.ownership().name(),
        "setting", entry.setting().name(),
        "boarding", entry.boarding(),
        "hasCanteen", entry.hasCanteen(),
        "busCount", entry.busCount(),
        "eligibleStaff", seesAll ? entry.eligibleStaff() : null,
        "closed", entry.closed(),
        "mergedInto", entry.mergedInto());
  }

  private void quarantine(Context request) {
    asked.requireAll(request);
    Parameters parameters =
        Parameters.ofTable(request, "reason", "school", "type", "status", "limit");
    String reason = parameters.text("reason").orElse(null);
    String school = parameters.text("school").orElse(null);
    String type = parameters.text("type").orElse(null);
    String status =
        parameters
            .oneOf("status", "open", "dismissed", "redriven", "all")
            .orElse(Quarantine.Status.OPEN.word());
    Quarantine.Status only =
        status.equals("all") ? null : Quarantine.Status.valueOf(status.toUpperCase(Locale.ROOT));
    int limit = parameters.number("limit", FEW_ENTRIES, MOST_ENTRIES);
    record Found(
        SortedMap<String, Long> byReason, long dismissed, long redriven, List<Listed> entries) {}
    Found found =
        model.read(
            ledgers ->
                new Found(
                    ledgers.quarantine().byReason(ledgers.promotedIds()),
                    ledgers.quarantine().decided(Decision.DISMISSED),
                    ledgers.quarantine().decided(Decision.REDRIVEN),
                    ledgers
                        .quarantine()
                        .listed(
                            ledgers.promotedIds(),
                            only,
                            entry ->
                                (reason == null || entry.reason().equals(reason))
                                    && (type == null || entry.eventType().equals(type))
                                    && (school == null || entry.school().equals(school)),
                            limit)));
    if (found.entries.isEmpty()) {
      requireThatItExists(reason, type);
    }
    Answer.table(
        request,
        parameters,
        object(
            "total", found.byReason.values().stream().mapToLong(n -> n).sum(),
            "byReason", found.byReason,
            "dismissed", found.dismissed,
            "redriven", found.redriven,
            "entries", found.entries.stream().map(RecordRoutes::answer).toList()),
        () -> quarantineTable(found.entries));
  }

  /** A slip of the pen must not look like an empty quarantine. */
  private static void requireThatItExists(String reason, String type) {
    if (reason != null && QuarantineReason.named(reason).isEmpty()) {
      throw new BadRequestResponse(
          "There is no reason \"%s\": write one of %s."
              .formatted(reason, String.join(", ", QuarantineReason.words())));
    }
    if (type != null && EventTypes.named(type).isEmpty()) {
      throw new BadRequestResponse(
          "There is no event type \"%s\": write one of /api/v1/event-types.".formatted(type));
    }
  }

  private static Map<String, Object> answer(Listed listed) {
    QuarantineEntry entry = listed.entry();
    QuarantineDecision decision = listed.decision();
    return object(
        "view", entry.view(),
        "version", entry.version(),
        "reason", entry.reason(),
        "field", entry.field(),
        "detail", entry.detail(),
        "type", entry.eventType(),
        "schoolId", textOrNull(entry.school()),
        "id", textOrNull(entry.eventId()),
        "source", textOrNull(entry.source()),
        "topic", entry.topic(),
        "partition", entry.partition(),
        "offset", entry.offset(),
        "at", textOrNull(entry.at()),
        "bytes", listed.released() ? null : entry.bytes(),
        "status", listed.status().word(),
        "released", listed.released(),
        "why", decision == null ? null : textOrNull(decision.getWhy()),
        "by", decision == null ? null : decision.getBy(),
        "decidedAt", decision == null ? null : decision.getAt().toString(),
        "toPartition", decision == null ? null : decision.getToPartition(),
        "toOffset", decision == null ? null : decision.getToOffset());
  }

  private static String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Table quarantineTable(List<Listed> entries) {
    Table table =
        Table.of(
            "view",
            "version",
            "reason",
            "field",
            "detail",
            "type",
            "schoolId",
            "id",
            "source",
            "topic",
            "partition",
            "offset",
            "at",
            "bytes",
            "status",
            "released",
            "why",
            "by",
            "decidedAt",
            "toPartition",
            "toOffset");
    entries.forEach(entry -> table.row(answer(entry).values().toArray()));
    return table;
  }
}
