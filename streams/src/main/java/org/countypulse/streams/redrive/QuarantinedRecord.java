package org.countypulse.streams.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.QuarantineHeaders;

/**
 * A record in quarantine, without its value.
 *
 * @param position where the original stands
 * @param reason why it is in quarantine, as one word
 * @param school empty if it could not be read; so are eventId and source
 * @param partition of the quarantine topic
 * @param offset in the quarantine topic
 * @param cut whether only the value's beginning stands there
 */
record QuarantinedRecord(
    Position position,
    EventType type,
    String view,
    int version,
    String reason,
    String school,
    String eventId,
    String source,
    int partition,
    long offset,
    boolean cut) {

  /** The record that a row says; none if its event type is one that this program does not know. */
  static Optional<QuarantinedRecord> of(ConsumerRecord<byte[], byte[]> row) {
    return EventTypes.named(header(row, QuarantineHeaders.EVENT_TYPE))
        .map(
            type ->
                new QuarantinedRecord(
                    new Position(
                        type.topic(),
                        Integer.parseInt(header(row, QuarantineHeaders.PARTITION)),
                        Long.parseLong(header(row, QuarantineHeaders.OFFSET))),
                    type,
                    header(row, QuarantineHeaders.VIEW).intern(),
                    Integer.parseInt(header(row, QuarantineHeaders.VERSION)),
                    header(row, QuarantineHeaders.REASON).intern(),
                    header(row, QuarantineHeaders.SCHOOL),
                    header(row, QuarantineHeaders.EVENT_ID),
                    header(row, QuarantineHeaders.SOURCE).intern(),
                    row.partition(),
                    row.offset(),
                    row.headers().lastHeader(QuarantineHeaders.CUT_FROM_BYTES) != null));
  }

  static boolean isReleased(ConsumerRecord<byte[], byte[]> row) {
    return header(row, QuarantineHeaders.STATUS).equals(QuarantineHeaders.RELEASED);
  }

  private static String header(ConsumerRecord<byte[], byte[]> row, String name) {
    Header header = row.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }
}
