package org.countypulse.schemas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Which fields of events name a person, and how such a name stands in the log. A field says so
 * itself, with the property {@code "subject": "person"}.
 *
 * <p>In the log a person's reference is a token: {@link #PREFIX}, then base64url of the key's id (8
 * bytes, of which the first 6 are its number), and of the reference encrypted under that key. Who
 * encrypts, and how, stands in {@code producers}; all others only need to tell a token from a plain
 * reference, which is what senders that use neither our door nor our client write.
 */
public final class PersonReferences {

  /**
   * The topic of the keys: key {@code hash/key id}, value {@link
   * org.countypulse.schemas.ledger.SubjectKey}. Nobody reads figures from it.
   */
  public static final String KEYS = "subject-keys";

  /** What a token begins with, and a reference that people use does not. */
  public static final String PREFIX = "~1~";

  /** Of a reference of 100 characters, each of 4 bytes at most. */
  public static final int MOST_TOKEN_CHARACTERS = 600;

  /** The key's id and the synthetic vector, and at least one byte behind. */
  private static final int LEAST_TOKEN_CHARACTERS = PREFIX.length() + 34;

  private static final Map<EventType, int[]> POSITIONS = new ConcurrentHashMap<>();

  private PersonReferences() {}

  /** Positions in the data of the fields that name a person. Not to be changed. */
  public static int[] positions(EventType type) {
    int[] known = POSITIONS.get(type); // without the lock of computeIfAbsent
    return known == null
        ? POSITIONS.computeIfAbsent(
            type,
            t ->
                t.dataSchema().getFields().stream()
                    .filter(PersonReferences::namesAPerson)
                    .mapToInt(Schema.Field::pos)
                    .toArray())
        : known;
  }

  /** Whether a field of an event's data names a person. */
  public static boolean namesAPerson(Schema.Field field) {
    return "person".equals(field.getProp("subject"));
  }

  /** Whether a reference is a token. Only its form is looked at. */
  public static boolean isToken(String reference) {
    int length = reference.length();
    if (!reference.startsWith(PREFIX)
        || length < LEAST_TOKEN_CHARACTERS
        || length > MOST_TOKEN_CHARACTERS) {
      return false;
    }
    for (int i = PREFIX.length(); i < length; i++) {
      if (digit(reference.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The number of the key that made a token; of two tokens the one made later has the greater. */
  public static long keyNumber(String token) {
    long number = 0;
    for (int i = 0; i < 8; i++) { // 48 bits
      number = number << 6 | digit(token.charAt(PREFIX.length() + i));
    }
    return number;
  }

  private static int digit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
  }
}
