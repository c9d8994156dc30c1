package org.countypulse.producers.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.wire.WireFormat;

/**
 * A bounded memory of the events that were acknowledged lately. It only makes answers friendlier:
 * the stream is what counts an event once.
 */
final class RecentEvents {

  enum Seen {
    NEVER,
    EQUAL,
    OTHER_CONTENT
  }

  /** A hash instead of the text it stands for: the memory stays small whatever is sent. */
  private record Hash(long high, long low) {}

  private final Map<Hash, Hash> contentByIdentity;

  RecentEvents(int mostEvents) {
    contentByIdentity =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Hash, Hash> eldest) {
            return size() > mostEvents;
          }
        };
  }

  /** What was known of an event; from now on it is known. */
  Seen remember(Event event) {
    Hash identity =
        hash(
            (event.type().name() + "\n" + event.schoolId() + "\n" + event.eventId())
                .getBytes(StandardCharsets.UTF_8));
    Hash content = hash(WireFormat.body(comparable(event).toRecord()));
    Hash known;
    synchronized (contentByIdentity) {
      known = contentByIdentity.putIfAbsent(identity, content);
    }
    if (known == null) {
      return Seen.NEVER;
    }
    return known.equals(content) ? Seen.EQUAL : Seen.OTHER_CONTENT;
  }

  /** Copies are equal whoever sent them and whenever they were recorded. */
  private static Event comparable(Event event) {
    return new Event(
        event.type(),
        event.eventId(),
        event.schoolId(),
        event.day(),
        event.happenedAt(),
        Instant.EPOCH,
        "",
        event.corrects(),
        event.voided(),
        event.data());
  }

  private static Hash hash(byte[] bytes) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new Hash(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
