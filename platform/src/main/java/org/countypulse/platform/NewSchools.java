package org.countypulse.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The counties of schools that were registered through this door, until the registry's ledger has
 * them: without it, a drill sent right after its school's registration would be refused. A bounded
 * memory; what it has forgotten the registry knows by then.
 */
final class NewSchools {
  private static final int MOST = 20_000;

  private final Map<String, String> countyBySchool =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  /** Who registers a school first has it, until the registry tells otherwise. */
  synchronized void registered(String school, String county) {
    countyBySchool.putIfAbsent(school, county);
  }

  synchronized Optional<String> county(String school) {
    return Optional.ofNullable(countyBySchool.get(school));
  }
}
