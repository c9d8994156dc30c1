package org.countypulse.producers;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/**
 * Reads an event as nearly all are written, token by token, without a tree. Whatever is not quite
 * so (a problem of any kind, a void, another system's attribute, data before its type) is not for
 * it: it says nothing, and {@link EventJson#read} reads and judges the event anew. So there is one
 * place that words problems, and this one can only agree with it or be silent.
 */
final class PlainReader {

  private static final int ID = 1;
  private static final int SOURCE = 1 << 1;
  private static final int TYPE = 1 << 2;
  private static final int SUBJECT = 1 << 3;
  private static final int TIME = 1 << 4;
  private static final int RECORDED = 1 << 5;
  private static final int CORRECTS = 1 << 6;
  private static final int DATA = 1 << 7;
  private static final int VERSION = 1 << 8;
  private static final int MEDIA_TYPE = 1 << 9;
  private static final int NEEDED = ID | SOURCE | TYPE | SUBJECT | TIME | DATA | VERSION;
  private static final int UUID_LENGTH = 36;

  private static final Map<String, EventType> TYPES =
      EventTypes.ALL.stream().collect(Collectors.toMap(EventType::name, Function.identity()));

  private final DoorRules rules;
  private final JsonParser json;
  private int seen;
  private String id;
  private String source;
  private EventType type;
  private String subject;
  private EventTime time;
  private Instant recordedAt;
  private String corrects;
  private SpecificRecord data;

  /**
   * @param json stands at the beginning of an object
   */
  PlainReader(DoorRules rules, JsonParser json) {
    this.rules = rules;
    this.json = json;
  }

  /**
   * The event, or null if it is not plain.
   *
   * @throws IOException if it is not JSON
   */
  EventReading read() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (!attribute(json.currentName())) {
        return null;
      }
    }
    if ((seen & NEEDED) != NEEDED) {
      return null;
    }
    Event event =
        new Event(
            type,
            id,
            subject,
            time.day(),
            time.at(),
            recordedAt == null
                ? rules.clock().instant().truncatedTo(ChronoUnit.MILLIS)
                : recordedAt,
            source,
            corrects,
            false,
            data);
    return rules.check(event).isEmpty() ? new EventReading.Believed(id, event) : null;
  }

  /** Takes an attribute in; false if it is not plain. */
  private boolean attribute(String name) throws IOException {
    JsonToken token = json.nextToken();
    if (name.equals("data")) {
      return first(DATA) && type != null && token == JsonToken.START_OBJECT && readData();
    }
    return token == JsonToken.VALUE_STRING && text(name, json.getText());
  }

  private boolean first(int attribute) {
    boolean first = (seen & attribute) == 0;
    seen |= attribute;
    return first;
  }

  private boolean readData() throws IOException {
    data = DataReader.of(type).readPlain(json);
    return data != null;
  }

  private boolean text(String name, String text) {
    switch (name) {
      case "id":
        id = text;
        return first(ID) && isCanonicalUuid(text);
      case "source":
        source = text;
        return first(SOURCE);
      case "type":
        type = TYPES.get(text);
        return first(TYPE) && type != null;
      case "subject":
        subject = text;
        return first(SUBJECT);
      case "time":
        time = EventTime.parse(text, rules.zone()).orElse(null);
        return first(TIME) && time != null;
      case "recordedtime":
        recordedAt = EventTime.parse(text, rules.zone()).map(EventTime::at).orElse(null);
        return first(RECORDED) && recordedAt != null;
      case "corrects":
        corrects = text;
        return first(CORRECTS) && isCanonicalUuid(text);
      case "specversion":
        return first(VERSION) && text.equals("1.0");
      case "datacontenttype":
        return first(MEDIA_TYPE) && text.equals("application/json");
      default:
        return false;
    }
  }

  /** Written as {@link java.util.UUID#toString} writes it. */
  static boolean isCanonicalUuid(String text) {
    if (text.length() != UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
