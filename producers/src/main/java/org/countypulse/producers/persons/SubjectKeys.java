package org.countypulse.producers.persons;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The keys of persons' references, as the topic {@link
 * org.countypulse.schemas.PersonReferences#KEYS} has them. All doors share that topic, and each has
 * all keys in memory. Of several keys that doors have made for one reference at once, the one that
 * stands first in the topic is the reference's; so a door reads its own rows back before it uses
 * them.
 *
 * <p>Nothing is read before the first question is asked. Safe for use by many threads.
 */
public final class SubjectKeys implements AutoCloseable {

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(SubjectKeys::sha256);

  private final KeyLog log;

  /**
   * @param settings a Kafka client's, and {@code schema.registry.url}
   */
  public SubjectKeys(Map<String, ?> settings) {
    this.log = new KeyLog(settings, Clock.systemUTC());
  }

  /** The reference's token, or null if {@link #make} must be asked for its key first. */
  public String tokenNow(String reference) {
    byte[] salt = log.salt();
    if (salt == null) {
      return null;
    }
    byte[] secret = new byte[ReferenceCipher.SECRET_BYTES];
    long id = log.table().copy(hash(salt, reference), secret);
    return id == 0 ? null : ReferenceCipher.encrypt(id, secret, reference);
  }

  /**
   * Makes keys for those references that have none, all in one round trip.
   *
   * @return done when {@link #tokenNow} knows them, unless one is forgotten at that very moment;
   *     failed, within seconds, if they can't be kept in the topic now
   */
  public CompletableFuture<Void> make(Collection<String> references) {
    return log.make(references);
  }

  /**
   * Destroys the reference's key. From then on nobody can tell what its tokens stood for, as soon
   * as Kafka has cleaned the topic ({@link #areGone}); until then, who reads the topic can.
   */
  public CompletableFuture<Forgotten> forget(String reference) {
    return log.forget(reference);
  }

  /**
   * Waits until the destroyed keys can't be read from the topic any more.
   *
   * @return whether they are gone; false if they are not after that time
   */
  public boolean areGone(Forgotten forgotten, Duration within) throws InterruptedException {
    return log.areGone(forgotten, within);
  }

  /** How many keys are at hand. */
  public long size() {
    return log.table().size();
  }

  /** How much memory they take. */
  public long bytes() {
    return log.table().bytes();
  }

  /**
   * What a reference is looked up by. Whoever has the salt can try out whether a guessed reference
   * is known; the hash itself tells nothing.
   */
  static byte[] hash(byte[] salt, String reference) {
    MessageDigest digest = SHA_256.get();
    digest.update(salt);
    byte[] all = digest.digest(reference.getBytes(StandardCharsets.UTF_8));
    return Arrays.copyOf(all, SubjectTable.HASH_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Ids as people see them. */
  static String shown(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  @Override
  public void close() {
    log.close();
  }
}
