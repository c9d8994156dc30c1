package org.countypulse.platform.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prometheus text of several processes as one valid text: each family once, with the samples of
 * all. Samples tell processes apart by their {@code process} label.
 */
final class Exposition {
  private final Map<String, Family> families = new LinkedHashMap<>();

  private static final class Family {
    private String help;
    private String type;
    private final List<String> samples = new ArrayList<>();
  }

  private Exposition() {}

  static String merge(List<String> texts) {
    var merged = new Exposition();
    texts.forEach(merged::add);
    return merged.text();
  }

  private void add(String text) {
    Family current = null;
    for (var line : text.split("\n")) {
      if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
        var words = line.split(" ", 4);
        current = families.computeIfAbsent(words[2], name -> new Family());
        if (words[1].equals("HELP")) {
          current.help = current.help == null ? line : current.help;
        } else {
          current.type = current.type == null ? line : current.type;
        }
      } else if (!line.isBlank() && !line.startsWith("#")) {
        (current == null ? families.computeIfAbsent("", name -> new Family()) : current)
            .samples.add(line);
      }
    }
  }

  private String text() {
    var text = new StringBuilder();
    families
        .values()
        .forEach(
            family -> {
              append(text, family.help);
              append(text, family.type);
              family.samples.forEach(sample -> append(text, sample));
            });
    return text.toString();
  }

  private static void append(StringBuilder text, String line) {
    if (line != null) {
      text.append(line).append('\n');
    }
  }
}
