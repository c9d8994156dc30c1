package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of results: a section for each kind of measurement, each renewed by itself. */
record ResultsFile(Path file) {

  static final String PEERS = "The same drills, in turn";
  static final String MIXED = "All event types, with mistakes";
  static final String HISTORY = "Years of history";

  private static final String HEADING = "## ";
  private static final List<String> SECTIONS = List.of(PEERS, MIXED, HISTORY);
  private static final String PREFACE =
      """
      # Beside the peers

      Written by `benchmarks/compare`. Machines differ, and so do hours on one machine: compare figures of one table only.

      The time begins with the first offsets that a contender commits (so starting costs nobody anything, and the events before do not count), and ends when a reader of committed
      results has seen all of them in the result topic. All results are compared with the generator's own sums; a wrong or missing one fails the run.

      What differs in favour of the peers: they take a school's county from the digits of its generated id (ours asks the registry's history, which comes as events), decode only the
      three fields that they need, count two measures (ours four), trust that each event comes once, and forget. Ours finds duplicates among all events there ever were, keeps what corrections
      need, and accounts for each record; from its day cells any window can be read.
      """;

  /** Puts a section in the place of its former self. */
  void put(String section, String text) {
    Map<String, String> sections = sections();
    sections.put(section, text);
    StringBuilder all = new StringBuilder(PREFACE);
    for (String name : SECTIONS) {
      if (sections.containsKey(name)) {
        all.append('\n').append(HEADING).append(name).append("\n\n");
        all.append(sections.get(name).strip()).append('\n');
      }
    }
    try {
      Files.writeString(file, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> sections() {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String part : parts()) {
      int end = part.indexOf('\n');
      sections.put(part.substring(0, end).strip(), part.substring(end + 1));
    }
    return sections;
  }

  private List<String> parts() {
    try {
      if (!Files.exists(file)) {
        return List.of();
      }
      List<String> parts = new ArrayList<>(List.of(Files.readString(file).split("\n" + HEADING)));
      return parts.subList(1, parts.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
