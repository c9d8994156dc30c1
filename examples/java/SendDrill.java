import java.time.Instant;
import java.time.LocalDate;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.countypulse.producers.Receipt;
import org.countypulse.producers.RejectedEventException;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.SafetyDrillData;

/** Sends a drill from Java, corrects it, and shows what a rejection looks like. */
public class SendDrill {

  /**
   * @param arguments Kafka's address and the schema registry's
   */
  public static void main(String[] arguments) {
    var settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("schema.registry.url", arguments[1]);
    try (var client = new SchoolClient(settings)) {
      Event drill = drill(800, null);
      report("drill", client, drill);

      // It was counted wrongly: an event of its own takes its place. Nothing is ever overwritten.
      report("correction", client, drill(812, drill.eventId()));

      // Rules are checked before anything is sent, and all that is wrong is said at once.
      report("impossible drill", client, drill(-3, null));
    }
  }

  private static Event drill(int participants, String corrects) {
    return new Event(
        EventTypes.SAFETY_DRILL,
        UUID.randomUUID().toString(),
        "1409029001",
        LocalDate.parse("2019-05-12"),
        Instant.parse("2019-05-12T02:00:00Z"),
        Instant.now(), // of two corrections the later recorded one stands
        "examples/java",
        corrects,
        false,
        SafetyDrillData.newBuilder()
            .setKind(DrillKind.FIRE)
            .setParticipants(participants)
            .setEvacuationSeconds(154)
            .build());
  }

  /** Waits for Kafka here; a real sender sends many and looks at the futures later. */
  private static void report(String what, SchoolClient client, Event event) {
    try {
      Receipt receipt = client.send(event).join();
      System.out.printf(
          "%s accepted: %s, partition %d, offset %d%n",
          what, receipt.topic(), receipt.partition(), receipt.offset());
    } catch (CompletionException e) {
      if (e.getCause() instanceof RejectedEventException rejected) {
        rejected
            .problems()
            .forEach(p -> System.out.printf("%s rejected: %s: %s%n", what, p.field(), p.detail()));
      } else {
        // Kafka or the registry was away. The same event may be sent again: its id counts once.
        throw e;
      }
    }
  }
}
