package org.countypulse.dashboard.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;

/** The events of each school that don't count, and why. */
public final class Notes {

  private final Map<String, Map<String, EventNote>> bySchool = new HashMap<>();

  /**
   * @param key the row's key: one event may have several notes, if it came with several contents
   */
  void put(String key, EventNote note) {
    if (note.getStatus() == EventStatus.POSTED) {
      Map<String, EventNote> notes = bySchool.get(note.getSchoolId());
      if (notes != null && notes.remove(key) != null && notes.isEmpty()) {
        bySchool.remove(note.getSchoolId());
      }
      return;
    }
    bySchool.computeIfAbsent(note.getSchoolId(), school -> new TreeMap<>()).put(key, note);
  }

  /** A school's notes, by type and event id. */
  public Collection<EventNote> of(String school) {
    return List.copyOf(bySchool.getOrDefault(school, Map.of()).values());
  }
}
