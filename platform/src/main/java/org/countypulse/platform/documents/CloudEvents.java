package org.countypulse.platform.documents;

import static org.countypulse.platform.documents.Shapes.component;
import static org.countypulse.platform.documents.Shapes.json;
import static org.countypulse.platform.documents.Shapes.moment;
import static org.countypulse.platform.documents.Shapes.text;
import static org.countypulse.platform.documents.Shapes.uuid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.JsonSchemas;

/** What may be sent over HTTP: a CloudEvent of each type. */
final class CloudEvents {

  private CloudEvents() {}

  /** A schema for each event type, one for its data, and {@code Event}, which is any of them. */
  static void addTo(ObjectNode schemas) {
    ObjectNode any = schemas.putObject("Event");
    any.put("description", "A CloudEvent 1.0; its type says which data belongs to it.");
    ArrayNode kinds = any.putArray("oneOf");
    ObjectNode byType =
        any.putObject("discriminator").put("propertyName", "type").putObject("mapping");
    for (EventType type : EventTypes.ALL) {
      kinds.add(component("schemas/" + type.name()));
      byType.put(type.name(), "#/components/schemas/" + type.name());
      schemas.set(type.name(), event(type));
      schemas.set(data(type), JsonSchemas.of(type).without(List.of("$schema", "$id")));
    }
  }

  private static String data(EventType type) {
    return type.name() + "-data";
  }

  private static ObjectNode event(EventType type) {
    ObjectNode event = json("type", "object", "title", type.title(), "description", type.doc());
    ObjectNode properties = event.putObject("properties");
    properties.set("specversion", json("type", "string", "const", "1.0"));
    properties.set("id", uuid("The event's own id; it counts once, for ever."));
    properties.set("source", text("The system that reports it."));
    properties.set("type", json("type", "string", "const", type.name()));
    properties.set("subject", text("The school's id."));
    properties.set(
        "time",
        moment("When it happened. It counts for the date written in it, in its own offset."));
    properties.set("recordedtime", moment("When the source wrote it down; else the door's clock."));
    properties.set("corrects", uuid("The event that this one replaces."));
    properties.set(
        "voided",
        json("description", "true withdraws the event named in corrects.")
            .set("enum", json().arrayNode().add(true).add(false).add("true").add("false")));
    properties.set("data", component("schemas/" + data(type)));
    event
        .putArray("required")
        .add("specversion")
        .add("id")
        .add("source")
        .add("type")
        .add("subject");
    ArrayNode ways = event.putArray("anyOf");
    ways.addObject().putArray("required").add("time").add("data");
    ways.addObject().putArray("required").add("voided").add("corrects");
    return event;
  }
}
