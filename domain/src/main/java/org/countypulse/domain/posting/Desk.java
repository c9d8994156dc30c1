package org.countypulse.domain.posting;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.EventType;

/** The schools whose books lie open: those that were last in use, as many as memory allows. */
final class Desk {

  private final SchoolStore store;
  private final List<EventType> types;
  private final SharedMemory memory;
  private final Map<String, SchoolBook> books = new LinkedHashMap<>(16, 0.75f, true);
  private final List<SchoolBook> changed = new ArrayList<>();
  private long bytes;

  Desk(SchoolStore store, List<EventType> types, SharedMemory memory) {
    this.store = store;
    this.types = types;
    this.memory = memory;
    memory.join();
  }

  /** A school's book, to be written in. */
  SchoolBook open(String school) {
    SchoolBook book = books.get(school);
    if (book == null) {
      book = new SchoolBook(store, types, school);
      books.put(school, book);
    }
    if (book.change()) {
      changed.add(book);
    }
    return book;
  }

  /** Writes all that has changed into the store, and closes books if they take too much memory. */
  void flush(CountyView view, PostingSink sink) {
    long more = 0;
    for (SchoolBook book : changed) {
      more += book.flush(view, sink);
    }
    changed.clear();
    bytes += more;
    memory.use(more);
    Iterator<SchoolBook> eldest = books.values().iterator();
    while (memory.isTooMuch(bytes) && eldest.hasNext()) {
      int given = eldest.next().bytes();
      eldest.remove();
      bytes -= given;
      memory.use(-given);
    }
  }

  void close() {
    books.clear();
    changed.clear();
    memory.leave(bytes);
    bytes = 0;
  }
}
