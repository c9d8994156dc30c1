package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * What was said under an event's id: all copies of one content. Copies are equal if all but
 * recorded-at and source is.
 *
 * @param hash 16 bytes of the content's SHA-256
 * @param recordedAt in milliseconds: the smallest of its copies'
 * @param source the source of the copy with the smallest (recorded-at, source); that copy is the
 *     one that counts, the others are duplicates
 * @param happenedAt in milliseconds
 * @param corrects the event that it names, or null
 * @param arrivalDay the day on which the last copy arrived
 * @param partition of the copy that came first
 * @param offset of the copy that came first
 * @param copies how many there are
 * @param broken the rules that the content breaks, or null
 * @param amounts what it counts in this view
 * @param registration the data of a registration as Avro; empty for other types
 */
record Content(
    byte[] hash,
    long recordedAt,
    String source,
    LocalDate day,
    long happenedAt,
    UUID corrects,
    boolean voided,
    LocalDate arrivalDay,
    int partition,
    long offset,
    long copies,
    Refusal broken,
    Amounts amounts,
    byte[] registration) {

  private static final int HASH_BYTES = 16;
  private static final int VOIDED = 1;
  private static final int LINKED = 2;
  private static final int BROKEN = 4;

  boolean sameAs(Content other) {
    return Arrays.equals(hash, other.hash);
  }

  /** Whether this content stands against another one under the same id. */
  boolean standsAgainst(Content other) {
    return recordedAt != other.recordedAt
        ? recordedAt < other.recordedAt
        : Arrays.compareUnsigned(hash, other.hash) < 0;
  }

  /** Whether another copy comes before the one that counts. */
  private boolean isPrecededBy(Content copy) {
    return copy.recordedAt != recordedAt
        ? copy.recordedAt < recordedAt
        : copy.source.compareTo(source) < 0;
  }

  /** This content with one more copy of it. */
  Content with(Content copy) {
    Content counting = isPrecededBy(copy) ? copy : this;
    return new Content(
        hash,
        counting.recordedAt,
        counting.source,
        day,
        happenedAt,
        corrects,
        voided,
        arrivalDay.isBefore(copy.arrivalDay) ? copy.arrivalDay : arrivalDay,
        partition,
        offset,
        copies + copy.copies,
        broken,
        amounts,
        registration);
  }

  void pack(Packer to) {
    to.single(
            (voided ? VOIDED : 0) | (corrects == null ? 0 : LINKED) | (broken == null ? 0 : BROKEN))
        .raw(hash)
        .number(recordedAt)
        .text(source)
        .number(day.toEpochDay())
        .number(happenedAt);
    if (corrects != null) {
      to.uuid(corrects);
    }
    to.number(arrivalDay.toEpochDay()).number(partition).number(offset).number(copies);
    if (broken != null) {
      to.single(broken.reason().ordinal()).text(broken.field()).text(broken.detail());
    }
    amounts.pack(to);
    to.blob(registration);
  }

  static Content unpack(Unpacker from) {
    int flags = from.single();
    return new Content(
        from.raw(HASH_BYTES),
        from.number(),
        from.text(),
        LocalDate.ofEpochDay(from.number()),
        from.number(),
        (flags & LINKED) == 0 ? null : from.uuid(),
        (flags & VOIDED) != 0,
        LocalDate.ofEpochDay(from.number()),
        (int) from.number(),
        from.number(),
        from.number(),
        (flags & BROKEN) == 0
            ? null
            : new Refusal(QuarantineReason.values()[from.single()], from.text(), from.text()),
        Amounts.unpack(from),
        from.blob());
  }
}
