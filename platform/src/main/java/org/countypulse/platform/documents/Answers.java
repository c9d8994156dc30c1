package org.countypulse.platform.documents;

import static org.countypulse.platform.documents.Shapes.component;
import static org.countypulse.platform.documents.Shapes.day;
import static org.countypulse.platform.documents.Shapes.flag;
import static org.countypulse.platform.documents.Shapes.json;
import static org.countypulse.platform.documents.Shapes.listOf;
import static org.countypulse.platform.documents.Shapes.mapOf;
import static org.countypulse.platform.documents.Shapes.moment;
import static org.countypulse.platform.documents.Shapes.number;
import static org.countypulse.platform.documents.Shapes.object;
import static org.countypulse.platform.documents.Shapes.oneOf;
import static org.countypulse.platform.documents.Shapes.orNull;
import static org.countypulse.platform.documents.Shapes.text;
import static org.countypulse.platform.documents.Shapes.wholeNumber;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.countypulse.dashboard.ObligationsFile;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.EventStatus;

/** The shape of each answer over HTTP. */
final class Answers {

  private Answers() {}

  /** What several answers have parts of, as the document's components. */
  static ObjectNode components() {
    ObjectNode schemas = json();
    schemas.set("Problem", problem());
    schemas.set("Counts", object(counts()));
    schemas.set("Place", place());
    schemas.set("School", school());
    schemas.set("Verdict", verdict());
    schemas.set("Flaw", flaw());
    return schemas;
  }

  /** RFC 9457. */
  private static ObjectNode problem() {
    ObjectNode problem =
        object(
            "type", text("about:blank: the status says what kind of problem it is."),
            "title", text("The status in words."),
            "status", wholeNumber("The HTTP status."),
            "detail", text("What is wrong and what to do."));
    problem.put("additionalProperties", true);
    return problem.put("description", "A problem document (RFC 9457). More members may follow.");
  }

  static ObjectNode verdicts() {
    return object(
        "accepted", wholeNumber("Events that are let in."),
        "duplicate", wholeNumber("Events that the door has seen before; they count once."),
        "rejected", wholeNumber("Events that break a rule; they are not sent on."),
        "results", listOf(component("schemas/Verdict")));
  }

  static ObjectNode forgotten() {
    return object(
        "forgotten", flag("False if the reference was not known."),
        "keys", listOf(text("The id of a key that was destroyed, as tokens begin with it.")),
        "goneFromTopic",
            flag("Whether the keys were seen to be gone from Kafka; false without waiting."),
        "detail", text("The same, in a sentence."));
  }

  private static ObjectNode verdict() {
    return object(
        "id", orNull(text("The event's id as it was given; null if it was not.")),
        "status", oneOf("What became of it.", List.of("accepted", "duplicate", "rejected")),
        "code?", wholeNumber("403 where the token may not send this event; absent otherwise."),
        "problems", listOf(component("schemas/Flaw")),
        "warnings?", listOf(component("schemas/Flaw")));
  }

  private static ObjectNode flaw() {
    return object(
        "field", text("Which attribute, or data.NAME."),
        "rule", text("The rule, as one word."),
        "detail", text("What is wrong and what to do."));
  }

  static ObjectNode eventTypes() {
    return object(
        "eventTypes",
        listOf(
            object(
                "name", eventType(),
                "title", text("What people call it, in English."),
                "titleZh", text("What people call it, in Chinese."),
                "doc", text("What it says, in a sentence."),
                "topic", text("The Kafka topic."),
                "dataSchema", json("type", "object", "description", "JSON Schema of data."))));
  }

  static ObjectNode measures() {
    return object(
        "measures",
        listOf(
            object(
                "name", measure(),
                "unit", text("What is counted."),
                "kind",
                    oneOf(
                        "How it is read.",
                        List.of("sum", "gauge", "distinct", "ratio", "mean", "quantile")),
                "view", view(),
                "partOf?", text("The measure of which it is a part; absent if it is a whole."),
                "title", text("What people call it, in English."),
                "titleZh", text("What people call it, in Chinese."),
                "scale", wholeNumber("Decimals that are worth showing."))),
        "views",
        listOf(
            object(
                "name", view(),
                "title", text("What people call its area, in English."),
                "titleZh", text("What people call its area, in Chinese."))));
  }

  static ObjectNode counties() {
    return object(
        "counties",
        listOf(
            object(
                "code", text("The county's code."),
                "name", text("Its name."),
                "nameEn", text("Its name in English, if the list has one."),
                "prefecture", component("schemas/Place"),
                "province", component("schemas/Place"))));
  }

  private static ObjectNode place() {
    return object(
        "code", text("The code."),
        "name", text("The name."),
        "nameEn", text("The name in English, if the list has one."));
  }

  static ObjectNode figures() {
    return object(
        "measure", measure(),
        "unit", text("The measure's unit."),
        "window", text("The window."),
        "asOf", day("The window's last day."),
        "rows",
            listOf(
                object(
                    "code", text("The code of the county, prefecture or province."),
                    "name", text("Its name."),
                    "value", figure(),
                    "suppressed?", suppressed())),
        "versions?", versions());
  }

  static ObjectNode places() {
    return object(
        "level", oneOf("What each row is.", List.of("county", "prefecture", "province")),
        "window", text("The window."),
        "asOf", day("The window's last day."),
        "rows",
            listOf(
                object(
                    "code", text("The place's code."),
                    "name", text("Its name."),
                    "figures", mapOf(figure(), "Each measure's figure."),
                    "suppressed?", suppressedMeasures())),
        "versions?", versions());
  }

  static ObjectNode county() {
    ObjectNode figures =
        object(
            Views.measures().stream()
                .map(Measure::name)
                .flatMap(name -> Stream.of(name, figure()))
                .toArray());
    return object(
        "code", text("The code of the county, prefecture or province."),
        "name", text("Its name."),
        "level", level(),
        "window", text("The window."),
        "asOf", day("The window's last day."),
        "figures", figures,
        "suppressed?", suppressedMeasures(),
        "versions?", versions());
  }

  static ObjectNode series() {
    return object(
        "measure", measure(),
        "versions?", versions(),
        "points",
            listOf(object("day", day("The day."), "value", figure(), "suppressed?", suppressed())));
  }

  private static ObjectNode figure() {
    return orNull(
        number("The figure; null where a ratio's denominator is 0, and where it is suppressed."));
  }

  private static ObjectNode suppressed() {
    return flag("True where the figure could name somebody to this reader, and is left out.");
  }

  private static ObjectNode suppressedMeasures() {
    return listOf(text("A measure whose figure could name somebody to this reader."));
  }

  private static ObjectNode level() {
    return oneOf("What the place is.", List.of("county", "prefecture", "province"));
  }

  static ObjectNode targets() {
    return object(
        "code", text("The place's code."),
        "name", text("Its name."),
        "level", level(),
        "asOf", day("The day of asking."),
        "targets", listOf(target()),
        "versions?", versions());
  }

  private static ObjectNode target() {
    return object(
        "measure", measure(),
        "title", text("What people call it, in English."),
        "titleZh", text("What people call it, in Chinese."),
        "unit", text("The measure's unit."),
        "from", day("The period's first day."),
        "to", day("Its last day."),
        "setFor", text("The place it was set for, or all."),
        "bound",
            oneOf(
                "Whether the value is to be reached or not to be exceeded.",
                List.of("at-least", "at-most")),
        "planned", number("The target."),
        "actual", figure(),
        "expected", number("What there would be by now at a steady pace."),
        "share", orNull(number("actual / planned; null where nothing was planned.")),
        "onTrack",
            orNull(flag("Whether what is expected by now is there; null if it can't be told.")),
        "suppressed?", suppressed());
  }

  static ObjectNode report() {
    return object(
        "code", text("The place's code."),
        "name", text("Its name."),
        "level", level(),
        "versions?", versions(),
        "period", reportPeriod("The last day that it covers."),
        "before", reportPeriod("As far into it as the report covers of its own period."),
        "areas",
            listOf(
                object(
                    "view", text("The view."),
                    "title", text("What people call its area, in English."),
                    "titleZh", text("What people call it, in Chinese."),
                    "figures", listOf(line(listOf(line(null)))))),
        "targets", listOf(target()),
        "obligations",
            listOf(
                object(
                    "name", text("The obligation."),
                    "title", text("What people call it, in English."),
                    "titleZh", text("What people call it, in Chinese."),
                    "source", text("Where the rule stands."),
                    "periods",
                        listOf(
                            object(
                                "from", day("The first day."),
                                "to", day("The last day."),
                                "due", wholeNumber("Subject to it."),
                                "met", wholeNumber("Had met it."),
                                "outstanding", wholeNumber("Had not yet, and could still."),
                                "breached", wholeNumber("Had not."),
                                "value?", figure())),
                    "schools",
                        listOf(
                            object(
                                "schoolId", text("A school in breach."),
                                "name", text("Its name."),
                                "county", text("The county it belongs to."),
                                "breaches", wholeNumber("In so many periods."),
                                "last",
                                    orNull(
                                        day(
                                            "The last day on which it did what is owed, or since"
                                                + " when what must not be is.")),
                                "open", listOf(text("What is open and must not be.")))))));
  }

  private static ObjectNode reportPeriod(String asOf) {
    return object(
        "name", text("The period."),
        "from", day("Its first day."),
        "to", day("Its last day."),
        "asOf", day(asOf));
  }

  /**
   * @param parts null if it has none
   */
  private static ObjectNode line(ObjectNode parts) {
    ObjectNode line =
        object(
            "measure", measure(),
            "title", text("What people call it, in English."),
            "titleZh", text("What people call it, in Chinese."),
            "unit", text("The measure's unit."),
            "value", figure(),
            "before", figure(),
            "change", figure(),
            "suppressed?", suppressed(),
            "bound?", oneOf("Which side of the target is wanted.", List.of("at-least", "at-most")),
            "planned?", number("The target for exactly this period."),
            "share?", orNull(number("value / planned; null where nothing was planned.")),
            "onTrack?",
                orNull(
                    flag("Whether what is expected by then is there; null if it can't be told.")));
    if (parts != null) {
      line.withObjectProperty("properties").set("parts", parts);
    }
    return line;
  }

  static ObjectNode obligations() {
    List<String> names = ObligationsFile.builtIn().names();
    return object(
        "code", text("The place's code."),
        "name", text("Its name."),
        "level", level(),
        "asOf", day("The day of asking."),
        "versions?", versions(),
        "obligations",
            listOf(
                object(
                    "name",
                        text(
                            "The obligation: "
                                + String.join(", ", names)
                                + ", or one of the bureau's own."),
                    "title", text("What people call it, in English."),
                    "titleZh", text("What people call it, in Chinese."),
                    "version", wholeNumber("Which version of the rule was in force."),
                    "source", text("Where the rule stands."),
                    "unit", text("What due and met count, or the target's unit."),
                    "period", object("from", day("Its first day."), "to", day("Its last day.")),
                    "due", wholeNumber("Subject to it in this period."),
                    "met", wholeNumber("Have met it."),
                    "outstanding", listOf(component("schemas/School")),
                    "breached", listOf(component("schemas/School")),
                    "value?", figure(),
                    "target?", number("What a county has to reach."),
                    "suppressed?", suppressed(),
                    "counties?",
                        listOf(
                            object(
                                "code", text("A county that it binds."),
                                "name", text("Its name."),
                                "value", figure(),
                                "met", flag("Whether it has met it."))))));
  }

  private static ObjectNode school() {
    return object(
        "schoolId", text("The school's id."),
        "name", text("Its name."),
        "county", text("The county it belongs to."),
        "last",
            orNull(
                day(
                    "The last day on which it did it, if it ever did; of what must not be, the first.")),
        "open?",
            listOf(
                object(
                    "what", text("A thing that is open and must not be."),
                    "since", day("The first day of that."))));
  }

  /** Said where {@code version=} was asked for. */
  private static ObjectNode versions() {
    return listOf(
        object(
            "view", view(),
            "version", wholeNumber("The version that was read though another is promoted."),
            "label", text("What people call it, or empty."),
            "knownAt", orNull(moment("It shows what had reached the log by then."))));
  }

  static ObjectNode views() {
    return listOf(
        object(
            "view", view(),
            "version", wholeNumber("The version."),
            "promoted", flag("Whether readers use it."),
            "state",
                oneOf(
                    "What it is doing: live counts on; as-known shows what was known at an"
                        + " instant; outdated was made by rules that this program doesn't know,"
                        + " and stands still.",
                    List.of("live", "as-known", "outdated", "rebuilding", "paused", "failed")),
            "progress", number("How much of the log it has counted, 0 to 1."),
            "lag", wholeNumber("Records that it has still to count."),
            "digest",
                orNull(
                    text(
                        "The ledger's digest, hexadecimal; equal ledgers have equal ones. Null where"
                            + " small cells are not shown.")),
            "label", text("What people call it, or empty."),
            "knownAt", orNull(moment("It shows what had reached the log by then.")),
            "fingerprint", text("What it counts, as a hash."),
            "otherRules?", flag("True if it counts something else than this program's view."),
            "reading?", flag("True if it can't be asked yet: the dashboard is still reading it."),
            "detail", text("Why it is so, in a sentence, or empty."),
            "at", orNull(moment("When this was last said of it.")),
            "by", text("Who wanted it so, or empty."),
            "partitions",
                listOf(
                    object(
                        "topic", text("An event topic."),
                        "partition", wholeNumber("The partition."),
                        "done", wholeNumber("Offsets that it has taken."),
                        "toDo", wholeNumber("Offsets before the end that it is to reach."))),
            "rate", number("Events a second that it took lately."),
            "etaSeconds",
                orNull(wholeNumber("How long it will take at this rate; null if it stands."))));
  }

  static ObjectNode certificates() {
    ObjectNode certificate = AvroShapes.of(Certificate.getClassSchema());
    for (String digest : List.of("digest", "againstDigest")) {
      orNull(certificate.withObjectProperty("properties").withObjectProperty(digest));
    }
    return object("certificates", listOf(certificate));
  }

  /** One whose asker sees all. */
  static ObjectNode certificate() {
    return AvroShapes.of(Certificate.getClassSchema());
  }

  /** What is to be compared. */
  static ObjectNode verification() {
    ObjectNode asked =
        object(
            "version", orNull(wholeNumber("Which is to be proven; the newest complete one.")),
            "against", orNull(wholeNumber("Compared with which; the one that readers use.")),
            "patienceSeconds", orNull(wholeNumber("How long a county may keep on moving; 60.")),
            "acceptBehind",
                flag("Not to mind what a version that does not count on has not taken."),
            "by", text("Who asks, for the certificate."));
    asked.remove("required");
    return asked;
  }

  static ObjectNode verificationProgress() {
    ObjectNode progress =
        object(
            "running", flag("Whether versions of the view are being compared."),
            "rowsRead", wholeNumber("Rows read of both ledgers."),
            "rowsToRead", wholeNumber("Rows that there are, about."),
            "schools", wholeNumber("Schools found so far."),
            "schoolsCompared", wholeNumber("Schools compared."),
            "counties", wholeNumber("Counties found so far."),
            "countiesCompared", wholeNumber("Counties compared."),
            "differences", wholeNumber("Differences found so far."));
    progress.putArray("required").add("running");
    return progress;
  }

  /** A version that something was asked of. */
  static ObjectNode version() {
    return object("view", view(), "version", wholeNumber("The version."), "state", versionState());
  }

  private static ObjectNode versionState() {
    return oneOf(
        "What is being done with it now.",
        List.of("live", "rebuilding", "paused", "failed", "cancelled", "retiring", "retired"));
  }

  /** The version that readers use from now on; more members tell what it was judged by. */
  static ObjectNode promotion() {
    ObjectNode promotion =
        object(
            "view", view(),
            "version", wholeNumber("The version."),
            "state", versionState(),
            "promoted", flag("True."),
            "former", wholeNumber("The version that readers used before."));
    promotion.remove("additionalProperties");
    return promotion;
  }

  static ObjectNode whoWants() {
    return object("by?", text("Who wants it, for those who look at the versions later."));
  }

  static ObjectNode rebuildWishes() {
    return object(
        "knownAt?",
            text("Read only what had reached the log by this instant.").put("format", "date-time"),
        "promote?", flag("Let all readers use it when it is complete."),
        "accept?", listOf(text("A measure that may then differ.")),
        "throttle?",
            text("auto: rests while live figures are slow; none; or so many events a second.")
                .put("pattern", "^(auto|none|[1-9][0-9]{0,8})$"),
        "by?", text("Who wants it, for those who look at the versions later."));
  }

  static ObjectNode promotionWishes() {
    return object(
        "accept?", listOf(text("A measure that may differ from what readers see now.")),
        "acceptBehind?",
            flag("Not to mind that one of the two does not count on and has taken fewer records."),
        "by?", text("Who wants it, for those who look at the versions later."));
  }

  static ObjectNode freshness() {
    return object(
        "lastEventAt", orNull(moment("When the newest event was appended to the log.")),
        "lag", wholeNumber("Records that the figures don't show yet."),
        "quarantined", wholeNumber("Records that are not believed."),
        "waiting", wholeNumber("Records that wait for a registration, or for their original."),
        "ready", flag("Whether the figures are those of the log's end as of start."),
        "now", moment("The platform's clock."));
  }

  static ObjectNode quarantine() {
    List<String> reasons =
        Arrays.stream(QuarantineReason.values()).map(QuarantineReason::word).toList();
    return object(
        "total", wholeNumber("All open records in quarantine."),
        "byReason", mapOf(wholeNumber("Records."), "How many are open, by reason."),
        "dismissed", wholeNumber("Records that people have dismissed."),
        "redriven", wholeNumber("Records that people have sent again."),
        "entries",
            listOf(
                object(
                    "view", view(),
                    "version", wholeNumber("The view's version."),
                    "reason", oneOf("Why it is not believed.", reasons),
                    "field", text("The field, if one is to blame."),
                    "detail", text("What is wrong and what to do."),
                    "type", eventType(),
                    "schoolId", orNull(text("The school, if it can be read.")),
                    "id", orNull(text("The event's id, if it can be read.")),
                    "source", orNull(text("The source, if it can be read.")),
                    "topic", text("The topic in which it stands."),
                    "partition", wholeNumber("The partition."),
                    "offset", wholeNumber("The offset."),
                    "at", orNull(moment("When the broker appended it.")),
                    "bytes", orNull(wholeNumber("The value's size; null if it is released.")),
                    "status", oneOf("What was decided.", List.of("open", "dismissed", "redriven")),
                    "released", flag("Whether its event is believed by now, because of a copy."),
                    "why", orNull(text("The reason given for the decision.")),
                    "by", orNull(text("Who decided.")),
                    "decidedAt", orNull(moment("When.")),
                    "toPartition", orNull(wholeNumber("The copy's partition.")),
                    "toOffset", orNull(wholeNumber("The copy's offset.")))));
  }

  /** Which records of the quarantine are meant. */
  private static ObjectNode selecting(Object... further) {
    Object[] members = {
      "reason?", text("Only those that are there for this reason."),
      "type?", text("Only events of this type."),
      "school?", text("Only this school's."),
      "positions?",
          listOf(
              text(
                  "One of these only, also if it was dismissed: event.safety-drill/0/17, which is"
                      + " topic/partition/offset.")),
      "all?", flag("That there is no condition at all."),
      "by?", text("Who decides; a named token says so itself.")
    };
    return object(Stream.concat(Arrays.stream(members), Arrays.stream(further)).toArray());
  }

  static ObjectNode redriving() {
    return selecting(
        "again?", flag("Also those that were redriven before."),
        "why?", text("What was mended, for the record."),
        "dryRun?", flag("Only say what would happen."));
  }

  static ObjectNode redriven() {
    return object(
        "dryRun", flag("Whether nothing was done."),
        "selected", wholeNumber("Records that were looked at."),
        "left", wholeNumber("Further ones, too many for one request; ask again."),
        "passing", wholeNumber("Records that pass."),
        "outcomes",
            mapOf(
                wholeNumber("Records."),
                "What becomes of those that pass: counts, duplicate (a copy of an event that is"
                    + " there), waits, superseded."),
        "redriven", wholeNumber("Records that were sent again."),
        "refused",
            listOf(
                object(
                    "reason", text("Why they would only come back."),
                    "count", wholeNumber("How many."),
                    "detail", text("What is wrong with the first one."),
                    "examples", listOf(text("Where some stand: topic/partition/offset.")))),
        "exact",
            flag(
                "Whether the changes are exact; otherwise at most these, since an event that"
                    + " already counts changes nothing."),
        "changed", wholeNumber("Lines of changes; at most 1,000 are listed."),
        "changes",
            listOf(
                object(
                    "county", text("The county's code."),
                    "measure", text("The measure of the ledger."),
                    "from", day("The first day that changes."),
                    "to", day("The last one."),
                    "days", wholeNumber("How many days change."),
                    "amount", number("The sum of the changes, in the measure's unit."))));
  }

  static ObjectNode dismissing() {
    return selecting("why", text("Why, for whoever looks at them later."));
  }

  static ObjectNode dismissed() {
    return object(
        "dismissed", wholeNumber("Records that were dismissed."),
        "left", wholeNumber("Further ones, too many for one request; ask again."));
  }

  static ObjectNode explanation() {
    ObjectNode offsets =
        mapOf(
            mapOf(mapOf(wholeNumber("Before which offset."), "By partition."), "By topic."),
            "By view and version.");
    return object(
        "measure", measure(),
        "unit", text("What is counted."),
        "county", text("The place's code."),
        "name", text("The place's name."),
        "schoolId", orNull(text("The only school whose events are listed; null for all.")),
        "from", orNull(day("The first day; null for everything.")),
        "to", day("The last day."),
        "value",
            orNull(number("The figure that is shown; with a school, what its events make of it.")),
        "agrees", flag("Whether the events make that figure exactly."),
        "parts",
            listOf(
                object(
                    "measure", text("What the figure is read off, as the ledger calls it."),
                    "unit", text("Its unit."),
                    "sum", number("The sum of all its events' amounts."))),
        "eventsTotal", wholeNumber("How many amounts of events there are."),
        "events", listOf(explained("")),
        "notCountedTotal", wholeNumber("How many events would have been in it but don't count."),
        "notCounted", listOf(explained("status")),
        "schools?",
            listOf(
                object(
                    "schoolId", text("A school that counts once."),
                    "school", orNull(text("Its name.")),
                    "days", listOf(day("A day on which it had an event.")),
                    "events", wholeNumber("How many events."))),
        "upTo", offsets,
        "missing?",
            offsets.deepCopy().put("description", "Where the log has been truncated, if it has."),
        "versions?", versions());
  }

  /** An event in an explanation. */
  private static ObjectNode explained(String status) {
    List<Object> members =
        new ArrayList<>(
            List.of(
                "measure", orNull(text("Which part its amount belongs to; null if unknown.")),
                "schoolId", text("The school."),
                "school", orNull(text("Its name on the day.")),
                "county", orNull(text("The county where it counts.")),
                "day", orNull(day("The day on which it counts.")),
                "eventDay", orNull(day("The event's own day.")),
                "amount", orNull(number("What it adds, or would add by itself.")),
                "type", eventType(),
                "id", orNull(text("The event's id.")),
                "corrects", orNull(text("The event that it names as the one it replaces."))));
    if (!status.isEmpty()) {
      members.addAll(
          List.of(
              "status",
                  oneOf(
                      "What became of it.",
                      List.of("duplicate", "superseded", "waiting", "quarantined")),
              "reason", text("Why, in a word."),
              "detail", text("Why, in a sentence."),
              "by", orNull(text("The event that stands in its place."))));
    }
    members.addAll(
        List.of(
            "source", orNull(text("Its source.")),
            "topic", text("The topic in which it stands."),
            "partition", wholeNumber("The partition."),
            "offset", wholeNumber("The offset.")));
    return object(members.toArray());
  }

  static ObjectNode accounting() {
    return object(
        "totals", component("schemas/Counts"),
        "byType", listOf(countsBy("type", eventType())),
        "bySource", listOf(countsBy("source", text("The source; empty if it can't be read."))),
        "bySchool?", listOf(countsBy("schoolId", text("The school; empty if none is named."))),
        "waitingSchools",
            listOf(
                object(
                    "schoolId", text("A school with waiting records."),
                    "waiting", wholeNumber("How many."))));
  }

  static ObjectNode account() {
    List<String> statuses =
        Arrays.stream(EventStatus.values()).map(s -> s.name().toLowerCase(Locale.ROOT)).toList();
    return object(
        "schoolId", text("The school's id."),
        "name", orNull(text("Its name today, if it is registered.")),
        "totals", component("schemas/Counts"),
        "byType", listOf(countsBy("type", eventType())),
        "bySource", listOf(countsBy("source", text("The source."))),
        "notCounted",
            listOf(
                object(
                    "type", eventType(),
                    "id", text("The event's id."),
                    "status", oneOf("Where it stands.", statuses),
                    "reason", text("Why, as one word."),
                    "detail", text("Why, in a sentence."),
                    "by", orNull(text("The event that supersedes it, if one does.")),
                    "copies", wholeNumber("Records with exactly this content."),
                    "day", day("The day that it would count for."),
                    "source", text("Its source."),
                    "topic", text("The topic in which it stands."),
                    "partition", wholeNumber("The partition."),
                    "offset", wholeNumber("The offset of its first copy."))));
  }

  private static ObjectNode countsBy(String name, ObjectNode schema) {
    return object(Stream.concat(Stream.of(name, schema), Stream.of(counts())).toArray());
  }

  private static Object[] counts() {
    return new Object[] {
      "received", wholeNumber("All records: the sum of the others."),
      "posted", wholeNumber("Records that count."),
      "duplicate", wholeNumber("Further copies of a record."),
      "superseded", wholeNumber("Records replaced by a correction or void."),
      "waiting", wholeNumber("Records that wait for a registration, or for their original."),
      "quarantined", wholeNumber("Records that are not believed.")
    };
  }

  static ObjectNode registryHistory() {
    return object(
        "schoolId", text("The school's id."),
        "name", text("Its name today."),
        "entries",
            listOf(
                object(
                    "from", day("The first day on which the entry is valid."),
                    "name", text("The school's name."),
                    "countyCode", text("Its county."),
                    "stage", oneOf("Its stage.", names(Stage.values())),
                    "ownership", oneOf("Who owns it.", names(Ownership.values())),
                    "setting", oneOf("Where it lies.", names(Setting.values())),
                    "boarding", flag("Whether pupils board."),
                    "hasCanteen", flag("Whether it has a canteen."),
                    "busCount", wholeNumber("School buses."),
                    "eligibleStaff",
                        orNull(wholeNumber("Staff eligible for exchange, for who sees all.")),
                    "closed", flag("Whether it is closed from this day."),
                    "mergedInto", orNull(text("The school it was merged into.")))));
  }

  /** GeoJSON (RFC 7946), as far as we promise it. */
  static ObjectNode boundaries() {
    ObjectNode anything = json("type", "object");
    return object(
        "type", json("type", "string", "const", "FeatureCollection"),
        "features",
            listOf(
                object(
                    "type",
                    json("type", "string", "const", "Feature"),
                    "id",
                    text("The county's code."),
                    "properties",
                    anything,
                    "geometry",
                    anything)));
  }

  static ObjectNode health(String word) {
    return object("status", json("type", "string", "const", word));
  }

  static ObjectNode measure() {
    return oneOf("The measure.", Views.measures().stream().map(Measure::name).toList());
  }

  static ObjectNode eventType() {
    return oneOf("The event type.", EventTypes.ALL.stream().map(EventType::name).toList());
  }

  static ObjectNode view() {
    return oneOf("The view.", Views.ALL.stream().map(CountyView::name).toList());
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
