package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntFunction;

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
 * @param registration the data of a registration as {@link StableData}; empty for other types
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
  private static final int COPIED = 8;
  private static final int REGISTERING = 16;
  private static final long MILLIS_A_DAY = 86_400_000;

  static final byte[] NO_REGISTRATION = {};

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

  /**
   * This content with one more copy of it. Copies are judged by the rules of the day on which they
   * are read: one that passes speaks for all, so that what was refused by mistake can be sent
   * again.
   */
  Content with(Content copy) {
    Content counting = isPrecededBy(copy) ? copy : this;
    Content judged = broken != null && copy.broken == null ? copy : this;
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
        judged.broken,
        judged.amounts,
        judged.registration);
  }

  /**
   * @param origin of the copy that counts, by type, source and partition
   */
  void pack(Packer to, Origin origin) {
    to.single(flags()).unsigned(origin.number()).raw(hash);
    packTimes(to);
    if (corrects != null) {
      to.uuid(corrects);
    }
    to.unsigned(offset);
    if (copies != 1) {
      to.unsigned(copies);
    }
    if (broken != null) {
      to.single(broken.reason().ordinal()).text(broken.field()).text(broken.detail());
    }
    amounts.pack(to);
    if (registration.length > 0) {
      to.blob(registration);
    }
  }

  private int flags() {
    return (voided ? VOIDED : 0)
        | (corrects == null ? 0 : LINKED)
        | (broken == null ? 0 : BROKEN)
        | (copies == 1 ? 0 : COPIED)
        | (registration.length == 0 ? 0 : REGISTERING);
  }

  /** They are near each other, and so small as differences. */
  private void packTimes(Packer to) {
    long epochDay = day.toEpochDay();
    to.number(epochDay)
        .number(arrivalDay.toEpochDay() - epochDay)
        .number(happenedAt - epochDay * MILLIS_A_DAY)
        .number(recordedAt - happenedAt);
  }

  /**
   * @param origins by their numbers
   */
  static Content unpack(Unpacker from, IntFunction<Origin> origins) {
    int flags = from.single();
    Origin origin = origins.apply((int) from.unsigned());
    byte[] hash = from.raw(HASH_BYTES);
    long epochDay = from.number();
    long arrivalDay = epochDay + from.number();
    long happenedAt = epochDay * MILLIS_A_DAY + from.number();
    return new Content(
        hash,
        happenedAt + from.number(),
        origin.source(),
        LocalDate.ofEpochDay(epochDay),
        happenedAt,
        (flags & LINKED) == 0 ? null : from.uuid(),
        (flags & VOIDED) != 0,
        LocalDate.ofEpochDay(arrivalDay),
        origin.partition(),
        from.unsigned(),
        (flags & COPIED) == 0 ? 1 : from.unsigned(),
        (flags & BROKEN) == 0
            ? null
            : new Refusal(QuarantineReason.values()[from.single()], from.text(), from.text()),
        Amounts.unpack(from),
        (flags & REGISTERING) == 0 ? NO_REGISTRATION : from.blob());
  }
}
