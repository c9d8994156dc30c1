package org.countypulse.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Tells events as people do, without changing what they come to: some twice, some first on a wrong
 * day and then corrected, some beside a mistake that is withdrawn, and all in no order.
 */
final class Muddle {

  private final Random random;
  private final List<ObjectNode> told = new ArrayList<>();

  private Muddle(long seed) {
    random = new Random(seed);
  }

  static List<ObjectNode> of(List<ObjectNode> events) {
    Muddle muddle = new Muddle(events.size());
    events.forEach(muddle::tell);
    Collections.shuffle(muddle.told, muddle.random);
    return muddle.told;
  }

  private void tell(ObjectNode event) {
    told.add(event);
    switch (random.nextInt(12)) {
      case 0 -> told.add(event.deepCopy());
      case 1 -> {
        ObjectNode wrong = another(event);
        OffsetDateTime later = OffsetDateTime.parse(event.path("time").asText()).plusDays(400);
        told.add(wrong.put("time", later.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)));
        ToldSchool.correcting(wrong, event);
      }
      case 2 -> {
        ObjectNode mistaken = another(event);
        ObjectNode withdrawal = ToldSchool.correcting(mistaken, another(event));
        withdrawal.put("voided", true).remove("data");
        told.addAll(List.of(mistaken, withdrawal));
      }
      default -> {
        // Most people tell most things once.
      }
    }
  }

  private ObjectNode another(ObjectNode event) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return event.deepCopy().put("id", id);
  }
}
