package org.countypulse.domain.posting;

import java.time.LocalDate;

/**
 * What an event says of a gauge's slot: a value for as long as nothing else is said, but only
 * within some days.
 *
 * @param from the first of these days; {@link LocalDate#MIN} if there is none
 * @param to the last of them; {@link LocalDate#MAX} if there is none
 */
record SlotValue(long value, LocalDate from, LocalDate to) {

  private static final int BOUNDED_FROM = 1;
  private static final int BOUNDED_TO = 2;

  static final SlotValue NOTHING = always(0);

  static SlotValue always(long value) {
    return new SlotValue(value, LocalDate.MIN, LocalDate.MAX);
  }

  boolean isAlways() {
    return !hasFrom() && !hasTo();
  }

  boolean hasFrom() {
    return !from.equals(LocalDate.MIN);
  }

  boolean hasTo() {
    return !to.equals(LocalDate.MAX);
  }

  void pack(Packer packer) {
    packer.number(value).single((hasFrom() ? BOUNDED_FROM : 0) | (hasTo() ? BOUNDED_TO : 0));
    if (hasFrom()) {
      packer.number(from.toEpochDay());
    }
    if (hasTo()) {
      packer.number(to.toEpochDay());
    }
  }

  static SlotValue unpack(Unpacker packed) {
    long value = packed.number();
    int bounds = packed.single();
    return new SlotValue(
        value,
        (bounds & BOUNDED_FROM) == 0 ? LocalDate.MIN : LocalDate.ofEpochDay(packed.number()),
        (bounds & BOUNDED_TO) == 0 ? LocalDate.MAX : LocalDate.ofEpochDay(packed.number()));
  }

  /** As the only content of a store's value: a number alone if it has no bounds. */
  byte[] packed() {
    Packer packer = new Packer();
    if (isAlways()) {
      packer.number(value);
    } else {
      pack(packer);
    }
    return packer.done();
  }

  static SlotValue unpacked(byte[] packed) {
    Unpacker from = new Unpacker(packed);
    long value = from.number();
    return from.isAtEnd() ? always(value) : unpack(new Unpacker(packed));
  }

  /** The first day of a stretch on which it holds, if it holds at all before the stretch ends. */
  LocalDate startWithin(LocalDate day) {
    return from.isAfter(day) ? from : day;
  }

  /**
   * The day after the last one of a stretch on which it holds.
   *
   * @param end the day after the stretch, or null if it has no end
   */
  LocalDate endWithin(LocalDate end) {
    if (to.equals(LocalDate.MAX)) {
      return end;
    }
    LocalDate over = to.plusDays(1);
    return end == null || over.isBefore(end) ? over : end;
  }
}
