package org.countypulse.domain.posting;

import java.util.UUID;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventStatus;

/**
 * What the engine knows under one event's identity (type, school, id).
 *
 * @param content the content that stands under the id, or null if the event is only known because
 *     others name it
 * @param standing where it stands, or null with the content
 * @param named whether other events name it in "corrects"
 * @param rivals whether other contents came under the same id
 */
record Entry(
    EventType type, UUID id, Content content, Standing standing, boolean named, boolean rivals) {

  private static final int NAMED = 1;
  private static final int RIVALS = 2;
  private static final int KNOWN = 4;

  static Entry unknown(EventType type, UUID id) {
    return new Entry(type, id, null, null, false, false);
  }

  boolean known() {
    return content != null;
  }

  /** Whether its amounts are in the ledger. */
  boolean counts() {
    return known() && standing.posted() && !content.voided();
  }

  Entry standing(Standing now) {
    return new Entry(type, id, content, now, named, rivals);
  }

  Entry content(Content now) {
    return new Entry(type, id, now, standing, named, rivals);
  }

  Entry withRivals() {
    return new Entry(type, id, content, standing, named, true);
  }

  Entry withNamed() {
    return new Entry(type, id, content, standing, true, rivals);
  }

  /** All but its identity. */
  Packer pack(SchoolBook book) {
    Packer to = new Packer();
    to.single((named ? NAMED : 0) | (rivals ? RIVALS : 0) | (known() ? KNOWN : 0));
    if (known()) {
      to.single(standing.status().ordinal());
      if (!standing.posted()) {
        packWhy(to);
      }
      content.pack(to, book.origin(type, content.source(), content.partition()));
    }
    return to;
  }

  private void packWhy(Packer to) {
    to.text(standing.why()).text(standing.field()).text(standing.detail());
    to.single(standing.by() == null ? 0 : 1);
    if (standing.by() != null) {
      to.uuid(standing.by());
    }
  }

  static Entry unpack(SchoolBook book, EventType type, UUID id, Unpacker from) {
    int flags = from.single();
    boolean named = (flags & NAMED) != 0;
    boolean rivals = (flags & RIVALS) != 0;
    if ((flags & KNOWN) == 0) {
      return new Entry(type, id, null, null, named, rivals);
    }
    EventStatus status = EventStatus.values()[from.single()];
    Standing standing = status == EventStatus.POSTED ? Standing.POSTED : unpackWhy(status, from);
    return new Entry(type, id, Content.unpack(from, book::origin), standing, named, rivals);
  }

  private static Standing unpackWhy(EventStatus status, Unpacker from) {
    return new Standing(
        status, from.text(), from.text(), from.text(), from.single() == 0 ? null : from.uuid());
  }
}
