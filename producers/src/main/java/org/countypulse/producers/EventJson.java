package org.countypulse.producers;

import static org.countypulse.producers.JsonTexts.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.domain.Problem;
import org.countypulse.domain.Rules;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/**
 * Events as CloudEvents 1.0 in JSON. Reading tells all that is wrong with an event at once, in
 * words for whoever sent it.
 */
public final class EventJson {

  /**
   * When a void gives no time. Any fixed moment makes its copies equal; none is read for figures.
   */
  static final Instant NO_TIME = Instant.EPOCH;

  /** Writes money as 18892000.00, and not as 1.8892E+7. */
  private static final JsonNodeFactory EXACT = JsonNodeFactory.withExactBigDecimals(true);

  private static final int DEEPEST_NESTING = 64;
  private static final String TIME_EXAMPLE = "2019-05-12T10:00:00+08:00";
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]+|data_base64");
  private static final Pattern JSON_MEDIA_TYPE =
      Pattern.compile("(?i)\\s*[a-z0-9!#$&^_.-]+/([a-z0-9!#$&^_.-]+\\+)?json\\s*(;.*)?");

  private final DoorRules rules;

  /**
   * @param zone gives the day of a time written with {@code Z}, and today
   */
  public EventJson(Counties counties, ZoneId zone, Clock clock) {
    this.rules = new DoorRules(counties, zone, clock);
  }

  /** Parsers for {@link #readPlain}, which sees by itself that no name is given twice. */
  public static JsonFactory plainParsers() {
    return JsonFactory.builder().streamReadConstraints(constraints()).build();
  }

  private static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder().maxNestingDepth(DEEPEST_NESTING).build();
  }

  /**
   * A mapper that reads JSON strictly: a key given twice, something after the end or absurd nesting
   * are errors, and numbers are exact.
   */
  public static ObjectMapper strictMapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
  }

  /**
   * The event that a parser is at the beginning of, if it is one that nothing is wrong with and
   * that is written as most are; null otherwise, and then {@link #read} is to be asked. It gives
   * the same for what this gives anything for.
   *
   * @param json stands at the beginning of an object, and afterwards somewhere within it or at its
   *     end
   * @throws IOException if it is not JSON
   */
  public EventReading readPlain(JsonParser json) throws IOException {
    return new PlainReader(rules, json).read();
  }

  /** The event that a CloudEvent says, or all that is wrong with it. */
  public EventReading read(JsonNode json) {
    if (!json.isObject()) {
      String detail = "An event is a JSON object (CloudEvents 1.0); " + shown(json) + " was given.";
      return new EventReading.Rejected(null, null, List.of(new Problem("", "type", detail)));
    }
    return new Reader(json).read();
  }

  /** Reads one event, collecting its problems. */
  private final class Reader {

    private final JsonNode json;
    private final List<Problem> problems = new ArrayList<>(0);
    private final boolean voided;

    Reader(JsonNode json) {
      this.json = json;
      this.voided = voided();
    }

    EventReading read() {
      checkAttributes();
      EventType type = type();
      Event event = type == null ? envelopeOnly() : event(type);
      addRules(event, type);
      JsonNode id = json.path("id");
      String givenId = id.isTextual() ? id.textValue() : null;
      if (problems.isEmpty()) {
        return new EventReading.Believed(givenId, event);
      }
      JsonNode given = json.path("type");
      String givenType = given.isTextual() ? given.textValue() : null;
      return new EventReading.Rejected(givenId, givenType, List.copyOf(problems));
    }

    private void checkAttributes() {
      JsonNode version = json.path("specversion");
      if (!version.isTextual() || !version.textValue().equals("1.0")) {
        add(
            "specversion",
            version.isMissingNode() ? "required" : "specversion",
            "Must be \"1.0\": events are CloudEvents 1.0.");
      }
      JsonNode mediaType = json.path("datacontenttype");
      if (isGiven(mediaType) && !JSON_MEDIA_TYPE.matcher(mediaType.asText()).matches()) {
        add("datacontenttype", "json", "Must be application/json, or be left out.");
      }
      if (json.has("data_base64")) {
        add("data_base64", "json", "Give the data as JSON, in data.");
      }
      json.fieldNames().forEachRemaining(this::checkAttributeName);
    }

    /** Extensions of other systems are ignored; a name that can't be one is a slip of the pen. */
    private void checkAttributeName(String name) {
      if (!ATTRIBUTE.matcher(name).matches()) {
        add(
            JsonTexts.shortened(name),
            "unknown-field",
            "CloudEvents attributes are named in small letters and digits (id, source, type,"
                + " subject, time, corrects, voided, recordedtime); the event's own fields belong"
                + " into data.");
      }
    }

    private EventType type() {
      String name = text("type", "Name the event type: one of " + typeNames() + ".");
      if (name == null) {
        return null;
      }
      EventType type = EventTypes.named(name).orElse(null);
      if (type == null) {
        String given = JsonTexts.shortened(name);
        String detail = "\"" + given + "\" is not an event type; they are " + typeNames() + ".";
        add("type", "enumeration", detail);
      }
      return type;
    }

    /** For the rules of the envelope, when the type is not known and nothing more can be judged. */
    private Event envelopeOnly() {
      return event(EventTypes.SAFETY_DRILL, null);
    }

    private Event event(EventType type) {
      JsonNode data = json.path("data");
      if (isGiven(data) && !voided) {
        return event(type, DataReader.of(type).read(data, problems));
      }
      return event(type, null);
    }

    private Event event(EventType type, SpecificRecord data) {
      EventTime time = time();
      return new Event(
          type,
          canonical(text("id", "Give the event an id of its own, a UUID; it counts once.")),
          text("subject", "Give the id of the school that the event is about."),
          time.day(),
          time.at(),
          recordedAt(),
          text("source", "Name the system that reports it, for example sis/xinfu."),
          canonical(corrects()),
          voided,
          data);
    }

    private String text(String name, String ifMissing) {
      JsonNode value = json.path(name);
      if (!isGiven(value)) {
        add(name, "required", ifMissing);
        return null;
      }
      return textOf(name, value);
    }

    private String textOf(String name, JsonNode value) {
      if (!value.isTextual()) {
        add(name, "type", "Must be text in quotes; " + shown(value) + " was given.");
        return null;
      }
      return value.textValue();
    }

    private String corrects() {
      JsonNode value = json.path("corrects");
      return isGiven(value) ? textOf("corrects", value) : null;
    }

    private boolean voided() {
      JsonNode value = json.path("voided");
      if (isGiven(value) && !Set.of("true", "false").contains(value.asText())) {
        add("voided", "type", "Must be true or false; " + shown(value) + " was given.");
      }
      return value.asText().equals("true");
    }

    private EventTime time() {
      JsonNode value = json.path("time");
      EventTime none = new EventTime(NO_TIME, LocalDate.ofInstant(NO_TIME, ZoneOffset.UTC));
      if (voided && !isGiven(value)) {
        return none;
      }
      String when = "Say when it happened, with the offset of its place: " + TIME_EXAMPLE + ".";
      String text = text("time", when);
      return text == null ? none : moment("time", text, none);
    }

    private Instant recordedAt() {
      JsonNode value = json.path("recordedtime");
      Instant now = rules.clock().instant().truncatedTo(ChronoUnit.MILLIS);
      String text = isGiven(value) ? textOf("recordedtime", value) : null;
      return text == null
          ? now
          : moment("recordedtime", text, new EventTime(now, LocalDate.EPOCH)).at();
    }

    private EventTime moment(String name, String text, EventTime otherwise) {
      return EventTime.parse(text, rules.zone())
          .orElseGet(
              () -> {
                add(
                    name,
                    "date-time",
                    "Must be a date, a time and an offset such as "
                        + TIME_EXAMPLE
                        + " (RFC 3339); \""
                        + JsonTexts.shortened(text)
                        + "\" was given.");
                return otherwise;
              });
    }

    /** What was found already is not told twice by the rules, which see an empty value there. */
    private void addRules(Event event, EventType type) {
      Set<String> told = problems.stream().map(Problem::field).collect(Collectors.toSet());
      if (type == null) {
        told.add("data");
        told.add("time");
      }
      rules.check(withoutGaps(event)).stream()
          .filter(problem -> !told.contains(problem.field()))
          .forEach(problems::add);
    }

    private void add(String field, String rule, String detail) {
      problems.add(new Problem(field, rule, detail));
    }
  }

  private static boolean isGiven(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }

  private static String typeNames() {
    return EventTypes.ALL.stream().map(EventType::name).collect(Collectors.joining(", "));
  }

  /** Capital and small letters are one id; the stream compares texts. */
  private static String canonical(String id) {
    UUID uuid = Rules.uuid(id);
    return uuid == null ? id : uuid.toString();
  }

  private static Event withoutGaps(Event event) {
    return new Event(
        event.type(),
        event.eventId() == null ? "" : event.eventId(),
        event.schoolId() == null ? "" : event.schoolId(),
        event.day(),
        event.happenedAt(),
        event.recordedAt(),
        event.source() == null ? "" : event.source(),
        event.corrects(),
        event.voided(),
        event.data());
  }

  /**
   * An event as a CloudEvent; {@link #read} gives the same event back.
   *
   * @param zone the zone in whose offset its time is written
   */
  public static ObjectNode write(Event event, ZoneId zone) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("specversion", "1.0");
    json.put("id", event.eventId());
    json.put("source", event.source());
    json.put("type", event.type().name());
    json.put("subject", event.schoolId());
    if (!event.voided() || !event.happenedAt().equals(NO_TIME)) {
      json.put("time", new EventTime(event.happenedAt(), event.day()).write(zone));
    }
    json.put("recordedtime", event.recordedAt().toString());
    if (event.corrects() != null) {
      json.put("corrects", event.corrects());
    }
    if (event.voided()) {
      json.put("voided", true);
    } else {
      json.set("data", writeData(event.data()));
    }
    return json;
  }

  private static ObjectNode writeData(SpecificRecord data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Schema.Field field : data.getSchema().getFields()) {
      Object value = data.get(field.pos());
      if (value != null) {
        json.set(field.name(), writeValue(value));
      }
    }
    return json;
  }

  private static JsonNode writeValue(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof Integer number) {
      return nodes.numberNode(number);
    }
    if (value instanceof Long number) {
      return nodes.numberNode(number);
    }
    if (value instanceof BigDecimal number) {
      return EXACT.numberNode(number);
    }
    if (value instanceof Boolean truth) {
      return nodes.booleanNode(truth);
    }
    if (value instanceof List<?> items) {
      var list = nodes.arrayNode();
      items.forEach(item -> list.add(writeValue(item)));
      return list;
    }
    return nodes.textNode(value.toString());
  }
}
