package org.countypulse.producers.persons;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * All keys at hand, by the hashes of the references. A country has 300 million of them, so they lie
 * in arrays, 56 bytes each and some room, and not in objects: open addressing with linear probing.
 * What is removed or moved is wiped. Safe for use by many threads.
 */
final class SubjectTable {

  static final int HASH_BYTES = 16;
  private static final int SECRET_BYTES = ReferenceCipher.SECRET_BYTES;
  private static final int ID_AT = HASH_BYTES;
  private static final int SECRET_AT = ID_AT + Long.BYTES;
  private static final int SLOT_BYTES = SECRET_AT + SECRET_BYTES;
  private static final int SHARDS = 256;
  private static final int FIRST_SLOTS = 4;

  private final Shard[] shards = new Shard[SHARDS];

  SubjectTable() {
    Arrays.setAll(shards, i -> new Shard());
  }

  /**
   * Adds a key, unless the hash has one.
   *
   * @param id not 0
   * @return whether it was added
   */
  boolean putIfAbsent(byte[] hash, long id, byte[] secret) {
    if (id == 0 || secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("A key has an id, and " + SECRET_BYTES + " bytes");
    }
    return shard(hash).putIfAbsent(hash, id, secret);
  }

  /**
   * Copies the hash's key.
   *
   * @param secret takes the key
   * @return the key's id; 0 if the hash has none
   */
  long copy(byte[] hash, byte[] secret) {
    return shard(hash).copy(hash, secret);
  }

  /** Removes the hash's key if it has that id, and tells whether it had. */
  boolean remove(byte[] hash, long id) {
    return shard(hash).remove(hash, id);
  }

  /** Removes all keys. */
  void clear() {
    Arrays.stream(shards).forEach(Shard::clear);
  }

  /** How many keys. */
  long size() {
    return Arrays.stream(shards).mapToLong(Shard::size).sum();
  }

  /** How much memory. */
  long bytes() {
    return Arrays.stream(shards).mapToLong(Shard::bytes).sum();
  }

  private Shard shard(byte[] hash) {
    return shards[hash[0] & 0xFF];
  }

  private static final class Shard {

    private ByteBuffer slots = ByteBuffer.allocate(FIRST_SLOTS * SLOT_BYTES);
    private int size;

    synchronized boolean putIfAbsent(byte[] hash, long id, byte[] secret) {
      int slot = find(hash);
      if (id(slot) != 0) {
        return false;
      }
      slots.put(slot * SLOT_BYTES, hash, 0, HASH_BYTES);
      slots.putLong(slot * SLOT_BYTES + ID_AT, id);
      slots.put(slot * SLOT_BYTES + SECRET_AT, secret, 0, SECRET_BYTES);
      size++;
      if (size > capacity() / 5 * 4) {
        grow();
      }
      return true;
    }

    synchronized long copy(byte[] hash, byte[] secret) {
      int slot = find(hash);
      slots.get(slot * SLOT_BYTES + SECRET_AT, secret, 0, SECRET_BYTES);
      return id(slot);
    }

    synchronized boolean remove(byte[] hash, long id) {
      int hole = find(hash);
      if (id == 0 || id(hole) != id) {
        return false;
      }
      // Whatever a search would no longer reach across the hole moves into it.
      for (int i = next(hole); id(i) != 0; i = next(i)) {
        int home = home(slots.getLong(i * SLOT_BYTES + 1));
        boolean reached = hole <= i ? hole < home && home <= i : hole < home || home <= i;
        if (!reached) {
          slots.put(hole * SLOT_BYTES, slots, i * SLOT_BYTES, SLOT_BYTES);
          hole = i;
        }
      }
      Arrays.fill(slots.array(), hole * SLOT_BYTES, (hole + 1) * SLOT_BYTES, (byte) 0);
      size--;
      return true;
    }

    synchronized void clear() {
      Arrays.fill(slots.array(), (byte) 0);
      slots = ByteBuffer.allocate(FIRST_SLOTS * SLOT_BYTES);
      size = 0;
    }

    synchronized long size() {
      return size;
    }

    synchronized long bytes() {
      return slots.capacity();
    }

    /** Where the hash's key is, or where there is room for it. */
    private int find(byte[] hash) {
      int slot = home(ByteBuffer.wrap(hash).getLong(1));
      while (id(slot) != 0
          && !Arrays.equals(
              slots.array(),
              slot * SLOT_BYTES,
              slot * SLOT_BYTES + HASH_BYTES,
              hash,
              0,
              HASH_BYTES)) {
        slot = next(slot);
      }
      return slot;
    }

    private int home(long hashed) {
      return (int) Long.remainderUnsigned(hashed, capacity());
    }

    private int next(int slot) {
      return slot + 1 == capacity() ? 0 : slot + 1;
    }

    private long id(int slot) {
      return slots.getLong(slot * SLOT_BYTES + ID_AT);
    }

    private int capacity() {
      return slots.capacity() / SLOT_BYTES;
    }

    private void grow() {
      ByteBuffer old = slots;
      int oldCapacity = capacity();
      slots = ByteBuffer.allocate((oldCapacity + oldCapacity / 4 + 4) * SLOT_BYTES);
      byte[] hash = new byte[HASH_BYTES];
      for (int i = 0; i < oldCapacity; i++) {
        if (old.getLong(i * SLOT_BYTES + ID_AT) != 0) {
          old.get(i * SLOT_BYTES, hash);
          slots.put(find(hash) * SLOT_BYTES, old, i * SLOT_BYTES, SLOT_BYTES);
        }
      }
      Arrays.fill(old.array(), (byte) 0);
    }
  }
}
