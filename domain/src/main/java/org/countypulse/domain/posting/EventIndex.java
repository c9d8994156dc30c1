package org.countypulse.domain.posting;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * The events of one school, in pages, in the order in which they came. A page is full when it has
 * so many events; it is then put away, and fetched again only if one of its events matters. The
 * last page, which is not full, is kept at hand. That an id is new is told by {@link Marks},
 * without a look at any page.
 */
final class EventIndex {

  /** Few: the last page is written again whenever its school is. */
  static final int EVENTS_A_PAGE = 16;

  private final IntFunction<byte[]> putAway;
  private final Marks marks = new Marks();
  private final Map<Integer, EventPage> changed = new HashMap<>();
  private EventPage last = new EventPage();

  /** The page that was last fetched: what is looked at is often changed then. */
  private EventPage fetched;

  private int fetchedNumber;

  /**
   * @param putAway the full pages in the store, by their numbers
   */
  EventIndex(IntFunction<byte[]> putAway) {
    this.putAway = putAway;
  }

  /** Takes notice of a full page in the store, or of the last one; in their order. */
  void load(byte[] packed) {
    EventPage page = new EventPage(packed);
    page.each((id, type, from) -> marks.add(Marks.of(id)));
    last = marks.size() % EVENTS_A_PAGE == 0 ? new EventPage() : page;
  }

  /** How many pages are full. */
  int fullPages() {
    return marks.size() / EVENTS_A_PAGE;
  }

  /** The page that is not full. */
  byte[] lastPage() {
    return last.packed();
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
    last.append(id, type, entry);
    marks.add(Marks.of(id));
    if (marks.size() % EVENTS_A_PAGE == 0) {
      changed.put(fullPages() - 1, last);
      last = new EventPage();
    }
  }

  void replace(int place, UUID id, int type, Packer entry) {
    int number = place / EVENTS_A_PAGE;
    EventPage page = page(number);
    if (page != last) {
      changed.put(number, page);
    }
    page.replace(place % EVENTS_A_PAGE, id, type, entry);
  }

  void each(EventPage.Visitor visitor) {
    for (int number = 0; number <= fullPages(); number++) {
      page(number).each(visitor);
    }
  }

  private EventPage page(int number) {
    if (number == fullPages()) {
      return last;
    }
    EventPage page = changed.get(number);
    if (page != null) {
      return page;
    }
    if (fetched == null || fetchedNumber != number) {
      fetched = new EventPage(putAway.apply(number));
      fetchedNumber = number;
    }
    return fetched;
  }

  /** Shows the full pages that are to be put away, new or changed since this was last called. */
  void takeChanged(BiConsumer<Integer, byte[]> store) {
    changed.forEach((number, page) -> store.accept(number, page.packed()));
    changed.clear();
    fetched = null;
  }
}
