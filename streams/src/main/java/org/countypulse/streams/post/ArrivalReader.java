package org.countypulse.streams.post;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.Refusal;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.countypulse.streams.post.Arrivals.Arrival;

/**
 * Reads records of event topics: as the events that they are, or why they are none. Used by one
 * thread.
 */
public final class ArrivalReader implements AutoCloseable {

  /** What a record turned out to be. */
  public sealed interface Reading permits Readable, Unreadable {}

  /**
   * An event.
   *
   * @param misplaced why it does not belong where it stands in the log, or null if it does
   */
  public record Readable(Received received, Refusal misplaced) implements Reading {}

  /**
   * No event.
   *
   * @param school the school that its key names, or empty
   */
  public record Unreadable(EventType type, String school, Refusal refusal) implements Reading {}

  private final Map<String, EventType> types = new HashMap<>();
  private final Map<EventType, ValueDecoder<SpecificRecord>> decoders = new HashMap<>();
  private final int partitions;

  /**
   * @param partitions how many partitions each event topic has
   */
  public ArrivalReader(CountyView view, ValueFormat format, int partitions) {
    this.partitions = partitions;
    for (EventType type : view.sources()) {
      types.put(type.topic(), type);
      decoders.put(type, format.decoder(type.topic(), type.schema()));
    }
  }

  /**
   * Reads a record of one of the view's event topics.
   *
   * @throws org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException if it can't be
   *     told now
   */
  public Reading read(Arrival arrival) {
    EventType type = types.get(arrival.topic());
    Event event;
    try {
      event = decode(type, arrival.value());
    } catch (UndecodableException e) {
      return unreadable(type, arrival, QuarantineReason.UNDECODABLE, e);
    } catch (UnknownSchemaException e) {
      return unreadable(type, arrival, QuarantineReason.UNKNOWN_SCHEMA, e);
    }
    Received received =
        new Received(
            arrival.partition(),
            arrival.offset(),
            Instant.ofEpochMilli(arrival.timestamp()),
            event);
    return new Readable(received, misplaced(arrival.key(), event, arrival.partition()));
  }

  private Event decode(EventType type, byte[] value) {
    if (value == null) {
      throw new UndecodableException("The record has no value.");
    }
    return Event.of(type, Patiently.ask(() -> decoders.get(type).decode(value)));
  }

  private static Unreadable unreadable(
      EventType type, Arrival arrival, QuarantineReason reason, RuntimeException why) {
    String school = arrival.key() == null ? "" : new String(arrival.key(), UTF_8);
    return new Unreadable(type, school, new Refusal(reason, "", why.getMessage()));
  }

  /** A record elsewhere than its school's others would wait, or conflict, unseen by them. */
  private Refusal misplaced(byte[] key, Event event, int partition) {
    if (!Arrays.equals(key, event.schoolId().getBytes(UTF_8))) {
      return new Refusal(
          QuarantineReason.WRONG_KEY,
          "schoolId",
          "The record's key is not its school id \"" + event.schoolId() + "\" as UTF-8.");
    }
    int home = partition(key, partitions);
    if (partition != home) {
      return new Refusal(
          QuarantineReason.WRONG_PARTITION,
          "schoolId",
          "The school's partition is "
              + home
              + " (murmur2 of the key), not "
              + partition
              + "; set the client's partitioner to murmur2, or murmur2_random.");
    }
    return null;
  }

  /** Where Kafka's own clients put a key. */
  public static int partition(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  @Override
  public void close() {
    decoders.values().forEach(ValueDecoder::close);
  }
}
