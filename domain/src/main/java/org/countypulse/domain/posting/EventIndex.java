package org.countypulse.domain.posting;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * The events of one school, in pages, in the order in which they came. A page is full when it has
 * so many events, and is then written again only if one of them changes; the last page is kept at
 * hand. That an id is new is told by {@link Marks}, without a look at any page.
 */
final class EventIndex {

  /** Few: the last page is written again with each commit that adds to it. */
  static final int EVENTS_A_PAGE = 16;

  private final IntFunction<byte[]> stored;
  private final Marks marks = new Marks();
  private final Map<Integer, EventPage> changed = new HashMap<>();
  private EventPage last = new EventPage();

  /**
   * @param stored the pages in the store, by their numbers
   */
  EventIndex(IntFunction<byte[]> stored) {
    this.stored = stored;
  }

  /** Takes notice of a page that is in the store. They must come in the order of their numbers. */
  void load(byte[] packed) {
    EventPage page = new EventPage(packed);
    page.each((id, type, from) -> marks.add(Marks.of(id)));
    last = marks.size() % EVENTS_A_PAGE == 0 ? new EventPage() : page;
  }

  /** Memory that it takes, about. */
  int bytes() {
    return marks.bytes() + last.bytes();
  }

  /** Where the event stands, or a negative number. */
  int find(UUID id, int type) {
    int mark = Marks.of(id);
    int place = marks.lastBefore(marks.size(), mark);
    while (place >= 0 && at(place, id, type) == null) {
      place = marks.lastBefore(place, mark);
    }
    return place;
  }

  /** What is written of the event at a place, or null if another one stands there. */
  Unpacker at(int place, UUID id, int type) {
    return page(place / EVENTS_A_PAGE).at(place % EVENTS_A_PAGE, id, type);
  }

  void add(UUID id, int type, Packer entry) {
    int number = marks.size() / EVENTS_A_PAGE;
    changed.putIfAbsent(number, last);
    last.append(id, type, entry);
    marks.add(Marks.of(id));
    if (marks.size() % EVENTS_A_PAGE == 0) {
      last = new EventPage();
    }
  }

  void replace(int place, UUID id, int type, Packer entry) {
    int number = place / EVENTS_A_PAGE;
    EventPage page = page(number);
    changed.putIfAbsent(number, page);
    page.replace(place % EVENTS_A_PAGE, id, type, entry);
  }

  void each(EventPage.Visitor visitor) {
    for (int number = 0; number * EVENTS_A_PAGE < marks.size(); number++) {
      page(number).each(visitor);
    }
  }

  private EventPage page(int number) {
    if (number == marks.size() / EVENTS_A_PAGE) {
      return last;
    }
    EventPage page = changed.get(number);
    return page == null ? new EventPage(stored.apply(number)) : page;
  }

  /** Shows the pages that have changed since this was last called. */
  void takeChanged(BiConsumer<Integer, byte[]> store) {
    changed.forEach((number, page) -> store.accept(number, page.packed()));
    changed.clear();
  }
}
