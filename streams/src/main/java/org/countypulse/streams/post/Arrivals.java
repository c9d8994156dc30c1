package org.countypulse.streams.post;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records that have come and wait to be posted together, school by school. What the engine knows of
 * a school is then fetched, changed and written once for all of them, rather than once for each:
 * most of an event's cost is the way to its school's memory. Schools come in the order of their
 * keys, so that those of one county, whose ids mostly begin alike, share what is at hand of its
 * cells. A fold over sets allows any order.
 *
 * <p>The records' bytes lie one behind the other in one array that is used again and again, since
 * objects that live until the next commit would be moved by the garbage collector several times.
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

  /** Of a record its own length, its topic, partition, offset, timestamp and value's length. */
  private static final int HEAD_BYTES = 2 * Long.BYTES + 4 * Integer.BYTES;

  /** A school's records are fetched so many bytes at a time, before they are shown. */
  private static final int FETCHED_BYTES = 64 << 10;

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

  private Schools schools = new Schools();

  /** Of each record its school's number, twice, plus one unless it is a registration. */
  private int[] groups = new int[FIRST_RECORDS];

  /** Of each record where its bytes begin. */
  private int[] starts = new int[FIRST_RECORDS];

  private int size;
  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);
  private ByteBuffer fetched = ByteBuffer.allocate(FIRST_BYTES);

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
    int room = HEAD_BYTES + (value == null ? 0 : value.length);
    makeRoom(room);
    int topic = number(ofTopic);
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      groups = Arrays.copyOf(groups, size * 2);
    }
    groups[size] = schools.number(key) * 2 + (topic == 0 ? 0 : 1);
    starts[size++] = bytes.position();
    bytes.putInt(room).putInt(topic).putInt(partition);
    bytes.putLong(offset).putLong(timestamp);
    bytes.putInt(value == null ? ABSENT : value.length);
    if (value != null) {
      bytes.put(value);
    }
  }

  private int number(String topic) {
    int number = topics.indexOf(topic);
    if (number < 0) {
      topics.add(topic);
      return topics.size() - 1;
    }
    return number;
  }

  private void makeRoom(int more) {
    int needed = bytes.position() + more;
    if (needed > bytes.capacity()) {
      byte[] larger = Arrays.copyOf(bytes.array(), Math.max(needed, bytes.capacity() * 2));
      bytes = ByteBuffer.wrap(larger).position(bytes.position());
    }
  }

  public boolean isFull() {
    return waitingBytes() >= limitBytes;
  }

  /** How many bytes wait. */
  public int waitingBytes() {
    return bytes.position() + schools.keyBytes;
  }

  /** Shows each record, and forgets them all. */
  public void drain(Visitor visitor, Runnable betweenSchools) {
    int used = waitingBytes();
    long start = System.nanoTime();
    int[] order = schools.inOrder();
    int[] ends = new int[order.length * 2];
    int[] sorted = sorted(order, ends);
    int from = 0;
    for (int school : order) {
      int to = ends[school * 2 + 1];
      show(sorted, from, to, schools.key(school), visitor);
      betweenSchools.run();
      from = to;
    }
    schools.clear();
    size = 0;
    bytes.clear();
    pace(used, System.nanoTime() - start);
    if (paced && used < bytes.capacity() / 8 && bytes.capacity() > FIRST_BYTES) {
      bytes = ByteBuffer.allocate(bytes.capacity() / 2); // a replay's room is not needed for ever
      starts = new int[Math.max(FIRST_RECORDS, starts.length / 2)];
      groups = new int[starts.length];
      schools = new Schools();
    }
  }

  /**
   * Where the records begin: school by school, each school's registrations first, otherwise as they
   * came.
   *
   * @param order the schools' numbers
   * @param ends room for where each group ends in there
   */
  private int[] sorted(int[] order, int[] ends) {
    for (int i = 0; i < size; i++) {
      ends[groups[i]]++;
    }
    int end = 0;
    for (int school : order) {
      for (int group = school * 2; group <= school * 2 + 1; group++) {
        int members = ends[group];
        ends[group] = end; // moves on to the end as they are put there
        end += members;
      }
    }
    int[] sorted = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[ends[groups[i]]++] = starts[i];
    }
    return sorted;
  }

  /**
   * Shows a school's records. They lie scattered over much memory: many are fetched at once, which
   * the processor does side by side, where it would wait for each alone.
   */
  private void show(int[] sorted, int from, int to, byte[] key, Visitor visitor) {
    for (int next = from; next < to; ) {
      fetched.clear();
      do {
        int start = sorted[next];
        int length = bytes.getInt(start);
        if (length > fetched.remaining()) {
          byte[] larger = Arrays.copyOf(fetched.array(), fetched.position() + length);
          fetched = ByteBuffer.wrap(larger).position(fetched.position());
        }
        fetched.put(bytes.array(), start, length);
        next++;
      } while (next < to && fetched.position() < FETCHED_BYTES);
      fetched.flip();
      while (fetched.hasRemaining()) {
        visitor.visit(read(key));
      }
    }
    if (fetched.capacity() > 2 * FETCHED_BYTES) {
      fetched = ByteBuffer.allocate(FETCHED_BYTES);
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

  private Arrival read(byte[] key) {
    fetched.getInt(); // its length
    String topic = topics.get(fetched.getInt());
    int partition = fetched.getInt();
    long offset = fetched.getLong();
    long timestamp = fetched.getLong();
    int length = fetched.getInt();
    byte[] value = null;
    if (length != ABSENT) {
      value = new byte[length];
      fetched.get(value);
    }
    return new Arrival(topic, partition, offset, timestamp, key, value);
  }

  /** The schools of the records that wait, numbered as they came. A null key is one of them. */
  private static final class Schools {

    private static final int FIRST_PLACES = 16;

    /** What it takes beside its key, about, also while its records are sorted. */
    private static final int BYTES_OF_A_SCHOOL = 80;

    /** By open addressing, numbers plus one. */
    private int[] places = new int[FIRST_PLACES];

    private byte[][] keys = new byte[FIRST_PLACES / 2][];
    private int[] hashes = new int[FIRST_PLACES / 2];
    private int size;

    /** What schools and their keys take: each but once, however many records it has. */
    private int keyBytes;

    byte[] key(int number) {
      return keys[number];
    }

    int number(byte[] key) {
      int hash = Arrays.hashCode(key) * 0x9E3779B9;
      int place = hash >>> 7 & places.length - 1;
      while (places[place] != 0) {
        int number = places[place] - 1;
        if (hashes[number] == hash && Arrays.equals(keys[number], key)) {
          return number;
        }
        place = place + 1 & places.length - 1;
      }
      if (size == keys.length) {
        grow();
        return number(key);
      }
      keys[size] = key;
      hashes[size] = hash;
      places[place] = size + 1;
      keyBytes += BYTES_OF_A_SCHOOL + (key == null ? 0 : key.length);
      return size++;
    }

    private void grow() {
      keys = Arrays.copyOf(keys, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
      places = new int[keys.length * 2];
      for (int number = 0; number < size; number++) {
        int place = hashes[number] >>> 7 & places.length - 1;
        while (places[place] != 0) {
          place = place + 1 & places.length - 1;
        }
        places[place] = number + 1;
      }
    }

    /** Their numbers in the order of their keys; without a key first. */
    int[] inOrder() {
      Integer[] numbers = new Integer[size];
      Arrays.setAll(numbers, i -> i);
      Arrays.sort(numbers, (a, b) -> Arrays.compareUnsigned(keys[a], keys[b]));
      return Arrays.stream(numbers).mapToInt(i -> i).toArray();
    }

    void clear() {
      Arrays.fill(places, 0);
      Arrays.fill(keys, 0, size, null);
      size = 0;
      keyBytes = 0;
    }
  }
}
