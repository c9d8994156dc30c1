package org.countypulse.producers.gateway;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.countypulse.producers.EventEncoder;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;

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

  /** Ids have a greatest length, so these are small whatever is sent. */
  private record Identity(EventType type, String schoolId, String eventId) {}

  /** A hash instead of the content, which has none. */
  private record Hash(long high, long low) {}

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(RecentEvents::sha256);

  private final Map<Identity, Hash> contentByIdentity;

  RecentEvents(int mostEvents) {
    contentByIdentity =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Identity, Hash> eldest) {
            return size() > mostEvents;
          }
        };
  }

  /** What was known of an event; from now on it is known. */
  Seen remember(Event event) {
    Identity identity = new Identity(event.type(), event.schoolId(), event.eventId());
    Hash content = hash(EventEncoder.of(event.type()).comparable(event));
    Hash known;
    synchronized (contentByIdentity) {
      known = contentByIdentity.putIfAbsent(identity, content);
    }
    if (known == null) {
      return Seen.NEVER;
    }
    return known.equals(content) ? Seen.EQUAL : Seen.OTHER_CONTENT;
  }

  private static Hash hash(byte[] bytes) {
    ByteBuffer digest = ByteBuffer.wrap(SHA_256.get().digest(bytes));
    return new Hash(digest.getLong(), digest.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
