package org.countypulse.streams.post;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records that have come and wait to be posted together, school by school. What the engine knows of
 * a school is then fetched, changed and written once for all of them, rather than once for each:
 * most of an event's cost is the way to its school's memory. A fold over sets allows any order.
 *
 * <p>Their bytes lie one behind the other in one array that is used again and again, since objects
 * that live until the next commit would be moved by the garbage collector several times.
 */
public final class Arrivals {

  private static final int FIRST_RECORDS = 64;
  private static final int FIRST_BYTES = 16 << 10;
  private static final int FIRST_LIMIT_BYTES = 256 << 10;

  /**
   * All tasks of a thread together must be done long before the broker ends their transaction,
   * which is after 10 s, also where many views share few processors.
   */
  private static final long LONGEST_DRAIN_NANOS = 700_000_000;

  private static final int HEAD_BYTES = 2 * Long.BYTES + 4 * Integer.BYTES;
  private static final int START_BITS = 31;
  private static final long START_MASK = (1L << START_BITS) - 1;
  private static final int ABSENT = -1;

  /**
   * A record.
   *
   * @param timestamp when the broker appended it, in milliseconds
   * @param key may be null
   * @param value may be null
   */
  public record Arrival(
      String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {

    public boolean is(String ofTopic, int ofPartition, long ofOffset) {
      return offset == ofOffset && partition == ofPartition && topic.equals(ofTopic);
    }
  }

  public interface Visitor {
    void visit(Arrival arrival);
  }

  private final int mostBytes;
  private final boolean paced;
  private int limitBytes;
  private final List<String> topics = new ArrayList<>();

  /** Of each record its school, whether it is a registration, and where its bytes begin. */
  private long[] order = new long[FIRST_RECORDS];

  private int size;
  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

  /**
   * For a live view: as many wait as are posted soon.
   *
   * @param first the topic whose records come before a school's others
   * @param mostBytes how many bytes of records may wait
   */
  public Arrivals(String first, int mostBytes) {
    this(first, mostBytes, true);
  }

  private Arrivals(String first, int mostBytes, boolean paced) {
    this.mostBytes = mostBytes;
    this.paced = paced;
    this.limitBytes = paced ? Math.min(FIRST_LIMIT_BYTES, mostBytes) : mostBytes;
    topics.add(first);
  }

  /** For a rebuild: as many wait as have room. */
  public static Arrivals unpaced(String first, int mostBytes) {
    return new Arrivals(first, mostBytes, false);
  }

  /**
   * @param timestamp when the broker appended it, in milliseconds
   * @param key may be null
   * @param value may be null
   */
  public void add(
      String ofTopic, int partition, long offset, long timestamp, byte[] key, byte[] value) {
    makeRoom(HEAD_BYTES + length(key) + length(value));
    int topic = number(ofTopic);
    if (size == order.length) {
      order = Arrays.copyOf(order, size * 2);
    }
    long school = Integer.toUnsignedLong(Arrays.hashCode(key));
    order[size++] = (school << 1 | (topic == 0 ? 0 : 1)) << START_BITS | bytes.position();
    bytes.putInt(topic).putInt(partition);
    bytes.putLong(offset).putLong(timestamp);
    put(key);
    put(value);
  }

  private int number(String topic) {
    int number = topics.indexOf(topic);
    if (number < 0) {
      topics.add(topic);
      return topics.size() - 1;
    }
    return number;
  }

  private static int length(byte[] part) {
    return part == null ? 0 : part.length;
  }

  private void makeRoom(int more) {
    int needed = bytes.position() + more;
    if (needed > bytes.capacity()) {
      byte[] larger = Arrays.copyOf(bytes.array(), Math.max(needed, bytes.capacity() * 2));
      bytes = ByteBuffer.wrap(larger).position(bytes.position());
    }
  }

  private void put(byte[] part) {
    bytes.putInt(part == null ? ABSENT : part.length);
    if (part != null) {
      bytes.put(part);
    }
  }

  public boolean isFull() {
    return bytes.position() >= limitBytes;
  }

  /** How many bytes wait. */
  public int waitingBytes() {
    return bytes.position();
  }

  /** Shows each record, and forgets them all. */
  public void drain(Visitor visitor, Runnable betweenSchools) {
    int used = bytes.position();
    long start = System.nanoTime();
    Arrays.sort(order, 0, size);
    byte[] school = null;
    for (int i = 0; i < size; i++) {
      Arrival arrival = read((int) (order[i] & START_MASK));
      if (i > 0 && !Arrays.equals(school, arrival.key())) {
        betweenSchools.run();
      }
      school = arrival.key();
      visitor.visit(arrival);
    }
    betweenSchools.run();
    size = 0;
    bytes.clear();
    pace(used, System.nanoTime() - start);
    if (paced && used < bytes.capacity() / 8 && bytes.capacity() > FIRST_BYTES) {
      bytes = ByteBuffer.allocate(bytes.capacity() / 2); // a replay's room is not needed for ever
    }
  }

  /** So many as are soon posted may wait; how many changes nothing but the speed. */
  private void pace(int used, long nanos) {
    if (!paced) {
      return;
    }
    if (nanos > LONGEST_DRAIN_NANOS) {
      limitBytes = Math.max(FIRST_BYTES, Math.min(limitBytes, used) / 2);
    } else if (used >= limitBytes && nanos < LONGEST_DRAIN_NANOS / 2) {
      limitBytes = Math.min(mostBytes, limitBytes * 2);
    }
  }

  private Arrival read(int start) {
    bytes.position(start);
    String topic = topics.get(bytes.getInt());
    int partition = bytes.getInt();
    long offset = bytes.getLong();
    long timestamp = bytes.getLong();
    return new Arrival(topic, partition, offset, timestamp, part(), part());
  }

  private byte[] part() {
    int length = bytes.getInt();
    if (length == ABSENT) {
      return null;
    }
    byte[] part = new byte[length];
    bytes.get(part);
    return part;
  }
}
