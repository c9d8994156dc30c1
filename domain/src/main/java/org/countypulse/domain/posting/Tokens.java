package org.countypulse.domain.posting;

import java.nio.ByteBuffer;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.PersonReferences;

/**
 * What encrypted references mean for conflicts.
 *
 * <p>Somebody who was forgotten and is then reported once more under an event's id has another
 * token there. The event must go on counting as it did, however the report dates itself: of two
 * contents under one id that were recorded at the same moment, the one with the older token stands.
 */
final class Tokens {

  /**
   * In the place of a hash's first 8 bytes, with a key's number behind: after nearly all hashes.
   */
  private static final long BEHIND_MOST_HASHES = 0xFFFFL << 48;

  private Tokens() {}

  /** The hash of an event's content, changed to come behind that of one with an older token. */
  static byte[] behindOlder(Event event, byte[] hash) {
    long newest = -1;
    if (event.data() != null) {
      for (int position : PersonReferences.positions(event.type())) {
        if (event.data().get(position) instanceof String reference
            && PersonReferences.isToken(reference)) {
          newest = Math.max(newest, PersonReferences.keyNumber(reference));
        }
      }
    }
    if (newest >= 0) {
      ByteBuffer.wrap(hash).putLong(BEHIND_MOST_HASHES | newest);
    }
    return hash;
  }
}
