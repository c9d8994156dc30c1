package org.countypulse.producers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;

/** The schools and the day on which this module's stories play. */
public final class Cast {

  public static final String XINFU_NO_1 = "1409020001";
  public static final String XINFU = "140902";
  public static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  public static final Clock TODAY = Clock.fixed(Instant.parse("2019-05-20T04:00:00Z"), SHANGHAI);
  public static final EventJson DOOR = new EventJson(Counties.chinese(), SHANGHAI, TODAY);
  public static final String DRILL_ID = "0b0e0000-0000-4000-8000-000000000001";

  private Cast() {}

  /** A drill that every rule lets in. */
  public static ObjectNode drill() {
    return (ObjectNode)
        json(
            """
            {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000001","source":"sis/xinfu",
             "type":"safety-drill","subject":"1409020001","time":"2019-05-12T10:00:00+08:00",
             "data":{"kind":"FIRE","participants":812,"evacuationSeconds":154}}
            """);
  }

  /** That drill under another id. */
  public static ObjectNode drill(String id) {
    return drill().put("id", id);
  }

  public static ObjectNode registration() {
    return (ObjectNode)
        json(
            """
            {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000002","source":"sis/xinfu",
             "type":"school-registered","subject":"1409020001","time":"2018-09-01T00:00:00+08:00",
             "data":{"name":"Xinfu No. 1","countyCode":"140902","stage":"PRIMARY",
              "ownership":"PUBLIC","setting":"URBAN","boarding":false,"hasCanteen":true,
              "busCount":0,"eligibleStaff":40}}
            """);
  }

  public static JsonNode json(String text) {
    try {
      return EventJson.strictMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The event that the door reads. */
  public static Event event(JsonNode json) {
    if (DOOR.read(json) instanceof EventReading.Believed believed) {
      return believed.event();
    }
    throw new AssertionError(DOOR.read(json));
  }
}
