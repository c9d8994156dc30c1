package org.countypulse.producers.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.producers.EventJson;
import org.countypulse.producers.EventReading;

/** Reads the events of a request's body, one after the other, so that no large tree is built. */
final class BatchReader {

  static final int MOST_EVENTS = 5_000;

  private static final ObjectReader ONE =
      EventJson.strictMapper()
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final JsonFactory PLAIN = EventJson.plainParsers();

  private final EventJson events;

  BatchReader(EventJson events) {
    this.events = events;
  }

  /**
   * The events of a body, in their order.
   *
   * @param batch whether it is an array of events; else it is one
   * @throws HttpResponseException 400 if it is not JSON or not that, 413 if it has too many
   */
  List<EventReading> read(byte[] body, boolean batch) {
    List<EventReading> plain = batch ? readPlainArray(body) : null;
    return plain == null ? readStrictly(body, batch) : plain;
  }

  /**
   * Reads a sound array without building trees, but for those of its events that need one. Null if
   * the body is not such an array: what is wrong is then told by {@link #readStrictly}.
   */
  private List<EventReading> readPlainArray(byte[] body) {
    try (JsonParser parser = PLAIN.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return null;
      }
      List<EventReading> readings = new ArrayList<>();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        EventReading reading = readPlain(parser, body);
        if (reading == null || readings.size() == MOST_EVENTS) {
          return null;
        }
        readings.add(reading);
      }
      return parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null
          ? readings
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private EventReading readPlain(JsonParser parser, byte[] body) throws IOException {
    JsonStreamContext around = parser.getParsingContext().getParent();
    int from = (int) parser.currentTokenLocation().getByteOffset();
    EventReading reading = events.readPlain(parser);
    if (reading != null) {
      return reading;
    }
    while (parser.getParsingContext() != around) {
      if (parser.nextToken() == null) {
        return null;
      }
    }
    int to = (int) parser.currentLocation().getByteOffset();
    // Not so if the text is not UTF-8: then its offsets are others.
    boolean isObject = from >= 0 && to > from && body[from] == '{' && body[to - 1] == '}';
    return isObject ? events.read(ONE.readValue(body, from, to - from)) : null;
  }

  List<EventReading> readStrictly(byte[] body, boolean batch) {
    try (JsonParser parser = ONE.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw badRequest(
            "The body is empty; send " + (batch ? "an array of events." : "an event."));
      }
      List<EventReading> readings = batch ? readArray(parser, first) : readOne(parser, first);
      if (parser.nextToken() != null) {
        throw badRequest("Something follows behind the end of the JSON.");
      }
      return readings;
    } catch (JsonProcessingException e) {
      throw badRequest("The body is not acceptable JSON" + where(e) + ": " + what(e));
    } catch (IOException e) {
      throw badRequest("The body is not JSON in UTF-8.");
    }
  }

  private List<EventReading> readOne(JsonParser parser, JsonToken first) throws IOException {
    if (first != JsonToken.START_OBJECT) {
      throw badRequest(
          "application/cloudevents+json is one event, a JSON object. For several send an array as"
              + " application/cloudevents-batch+json.");
    }
    return List.of(events.read(ONE.readValue(parser)));
  }

  private List<EventReading> readArray(JsonParser parser, JsonToken first) throws IOException {
    if (first != JsonToken.START_ARRAY) {
      throw badRequest(
          "application/cloudevents-batch+json is a JSON array of events. Send a single event as"
              + " application/cloudevents+json.");
    }
    List<EventReading> readings = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (readings.size() == MOST_EVENTS) {
        throw new HttpResponseException(
            HttpStatus.CONTENT_TOO_LARGE.getCode(),
            "A batch has at most 5,000 events; send them in smaller batches.");
      }
      JsonNode event = ONE.readValue(parser);
      readings.add(events.read(event));
    }
    return readings;
  }

  /** Limits are broken nowhere in particular. */
  private static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static String what(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  private static HttpResponseException badRequest(String detail) {
    return new HttpResponseException(HttpStatus.BAD_REQUEST.getCode(), detail);
  }
}
