package org.countypulse.producers.sending;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.List;
import org.countypulse.producers.EventJson;
import org.countypulse.schemas.Event;

/** Through a platform's HTTP door. */
public final class HttpOutlet implements Outlet {

  private final HttpDoor door;
  private final ZoneId zone;

  public HttpOutlet(HttpDoor door, ZoneId zone) {
    this.door = door;
    this.zone = zone;
  }

  @Override
  public void send(List<Event> events) throws InterruptedException {
    for (int from = 0; from < events.size(); from += HttpDoor.MOST_EVENTS) {
      int to = Math.min(events.size(), from + HttpDoor.MOST_EVENTS);
      List<ObjectNode> batch =
          events.subList(from, to).stream().map(event -> EventJson.write(event, zone)).toList();
      for (JsonNode verdict : door.send(batch)) {
        if (verdict.path("status").asText().equals("rejected")) {
          throw new SendingException(
              "The platform rejects the event "
                  + verdict.path("id").asText()
                  + ": "
                  + verdict.at("/problems/0/detail").asText());
        }
      }
    }
  }
}
