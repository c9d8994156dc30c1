package org.countypulse.producers.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpResponseException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.EventJson;
import org.countypulse.producers.EventReading;
import org.countypulse.producers.simulation.Simulation;
import org.countypulse.producers.simulation.SimulationSettings;
import org.countypulse.schemas.Event;
import org.junit.jupiter.api.Test;

/** The quick way of reading must say what the thorough one says, whatever is sent. */
class BatchReaderTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final EventJson EVENTS =
      new EventJson(
          Counties.chinese(),
          SHANGHAI,
          Clock.fixed(Instant.parse("2020-01-05T00:00:00Z"), ZoneOffset.UTC));
  private static final BatchReader READER = new BatchReader(EVENTS);
  private static final List<Event> HISTORY =
      Simulation.of(new SimulationSettings(5, 3, 40, 120, LocalDate.of(2019, 12, 31), SHANGHAI))
          .history();

  private final Random random = new Random(3);

  @Test
  void mostEventsAreReadWithoutATree() throws Exception {
    int plain = 0;
    for (Event event : HISTORY) {
      try (JsonParser parser =
          EventJson.plainParsers().createParser(EventJson.write(event, SHANGHAI).toString())) {
        parser.nextToken();
        EventReading reading = EVENTS.readPlain(parser);
        if (reading != null) {
          assertThat(reading).isEqualTo(new EventReading.Believed(event.eventId(), event));
          plain++;
        }
      }
    }
    assertThat(plain).isGreaterThan(HISTORY.size() * 95 / 100);
  }

  @Test
  void fieldsThatAreWrongMissingOrStrange() {
    for (int i = 0; i < 20_000; i++) {
      ObjectNode event = EventJson.write(anyEvent(), SHANGHAI);
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        change(random.nextBoolean() && event.get("data") instanceof ObjectNode data ? data : event);
      }
      assertReadAlike(bytes("[" + shuffled(event) + "," + shuffled(event) + "]"));
    }
  }

  @Test
  void textThatIsDamaged() {
    for (int i = 0; i < 20_000; i++) {
      String text = "[" + EventJson.write(anyEvent(), SHANGHAI) + "]";
      byte[] body = bytes(text);
      for (int slips = 1 + random.nextInt(2); slips > 0; slips--) {
        int at = random.nextInt(body.length);
        body[at] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : (byte) "{}[]\",:\\ \n0aZ-.e".charAt(random.nextInt(16));
      }
      assertReadAlike(body);
    }
  }

  @Test
  void aFieldGivenTwice() {
    for (int i = 0; i < 2_000; i++) {
      ObjectNode event = EventJson.write(anyEvent(), SHANGHAI);
      String text = event.toString();
      String twice = twice(event) + text.substring(1);
      assertReadAlike(bytes("[" + text + "," + twice + "]"));
      if (event.get("data") instanceof ObjectNode data && !data.isEmpty()) {
        String inside = text.replace("\"data\":{", "\"data\":" + twice(data));
        assertReadAlike(bytes("[" + inside + "]"));
      }
    }
  }

  @Test
  void whatIsNoArrayOfEvents() {
    String event = EventJson.write(HISTORY.get(0), SHANGHAI).toString();
    for (String body :
        List.of(
            "",
            " ",
            "[]",
            "[ ]",
            "{}",
            event,
            "[1]",
            "[null]",
            "[[" + event + "]]",
            "[" + event + ",]",
            "[" + event + "",
            "[" + event + "]]",
            "[" + event + "] x",
            "[" + event + ",3," + event + "]",
            "\uFEFF[" + event + "]",
            "[" + "{\"a\":".repeat(70) + "1" + "}".repeat(70) + "]")) {
      assertReadAlike(bytes(body));
    }
    assertReadAlike(("[" + event + "]").getBytes(StandardCharsets.UTF_16BE));
    assertReadAlike(("[" + event + "]").getBytes(StandardCharsets.UTF_16));
    assertReadAlike(bytes("[" + "{},".repeat(BatchReader.MOST_EVENTS) + "{}]"));
    assertReadAlike(bytes("[" + (event + ",").repeat(BatchReader.MOST_EVENTS) + event + "]"));
  }

  /** The beginning of an object that has one of its members once more. */
  private String twice(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    return "{\"" + name + "\":" + object.get(name) + ",";
  }

  private Event anyEvent() {
    return HISTORY.get(random.nextInt(HISTORY.size()));
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty()) {
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(14)) {
      case 0 -> object.remove(name);
      case 1 -> object.putNull(name);
      case 2 -> object.put(name, random.nextInt());
      case 3 -> object.put(name, random.nextLong());
      case 4 -> object.put(name, random.nextBoolean());
      case 5 -> object.put(name, random.nextInt(4_000) / 8.0);
      case 6 -> object.put(name, object.get(name).asText().toUpperCase(java.util.Locale.ROOT));
      case 7 -> object.put(name, object.get(name).asText() + " 忻\u0001");
      case 8 -> object.set(name, anyArray());
      case 9 -> object.set(name, JsonNodeFactory.instance.objectNode().put("a", 1));
      case 10 -> object.put("traceparent", "00-ab");
      case 11 -> object.put("datacontenttype", random.nextBoolean() ? "application/json" : "x/y");
      case 12 -> object.put(name, "2019-02-3" + random.nextInt(3));
      default -> object.put("voided", random.nextInt(3) == 0 ? "true" : "false");
    }
  }

  private ArrayNode anyArray() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = random.nextInt(3); i > 0; i--) {
      array.add(random.nextBoolean() ? "x" : "OVERLOAD");
    }
    return random.nextInt(4) == 0 ? array.add(1) : array;
  }

  private String shuffled(ObjectNode object) {
    if (random.nextInt(3) > 0) {
      return object.toString();
    }
    List<String> members = new ArrayList<>();
    object.fields().forEachRemaining(f -> members.add("\"" + f.getKey() + "\": " + f.getValue()));
    Collections.shuffle(members, random);
    return "{\n" + String.join(" , ", members) + "}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertReadAlike(byte[] body) {
    assertThat(outcome(() -> READER.read(body, true)))
        .as(() -> new String(body, StandardCharsets.UTF_8))
        .isEqualTo(outcome(() -> READER.readStrictly(body, true)));
  }

  private static Object outcome(java.util.function.Supplier<List<EventReading>> reading) {
    try {
      return reading.get();
    } catch (HttpResponseException e) {
      return e.getStatus() + " " + e.getMessage();
    }
  }
}
