package org.countypulse.domain.posting;

import java.util.Arrays;
import java.util.UUID;

/**
 * Some events of a school, packed one behind the other: of each its length, id, type, and what else
 * the engine knows of it.
 */
final class EventPage {

  private static final int ID_BYTES = 2 * Long.BYTES;
  private static final byte[] EMPTY = {};

  private byte[] packed;
  private int length;

  EventPage() {
    this(EMPTY);
  }

  EventPage(byte[] packed) {
    this.packed = packed;
    this.length = packed.length;
  }

  byte[] packed() {
    return Arrays.copyOf(packed, length);
  }

  /** Memory that it takes, about. */
  int bytes() {
    return packed.length;
  }

  interface Visitor {

    /**
     * @param from stands behind the id and the type
     */
    void visit(UUID id, int type, Unpacker from);
  }

  void each(Visitor visitor) {
    for (int at = 0; at < length; ) {
      Unpacker from = new Unpacker(packed, at);
      int size = (int) from.number();
      at = from.at() + size;
      visitor.visit(from.uuid(), from.single(), from);
    }
  }

  void append(UUID id, int type, Packer rest) {
    write(length, length, id, type, rest);
  }

  /** Where the event at some place begins; its own length stands there. */
  private int start(int place) {
    int at = 0;
    for (int i = 0; i < place; i++) {
      at = end(at);
    }
    return at;
  }

  private int end(int start) {
    Unpacker from = new Unpacker(packed, start);
    int size = (int) from.number();
    return from.at() + size;
  }

  /**
   * What stands at some place behind the id and the type, or null if another event stands there.
   */
  Unpacker at(int place, UUID id, int type) {
    Unpacker from = new Unpacker(packed, start(place));
    from.number();
    return from.uuid().equals(id) && from.single() == type ? from : null;
  }

  void replace(int place, UUID id, int type, Packer rest) {
    int start = start(place);
    write(start, end(start), id, type, rest);
  }

  private void write(int start, int end, UUID id, int type, Packer rest) {
    Packer entry = new Packer().number(ID_BYTES + 1 + rest.size()).uuid(id).single(type);
    rest.appendTo(entry);
    int after = length - end;
    int size = start + entry.size() + after;
    if (size > packed.length) {
      packed = Arrays.copyOf(packed, Math.max(size, packed.length + (packed.length >> 1)));
    }
    System.arraycopy(packed, end, packed, start + entry.size(), after);
    entry.copyTo(packed, start);
    length = size;
  }
}
