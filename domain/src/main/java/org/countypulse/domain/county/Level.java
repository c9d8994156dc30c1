package org.countypulse.domain.county;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The levels at which figures are read. */
public enum Level {
  COUNTY,
  PREFECTURE,
  PROVINCE;

  /** Its name in the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The level of that name.
   *
   * @throws IllegalArgumentException in words for whoever wrote the name
   */
  public static Level parse(String label) {
    return Arrays.stream(values())
        .filter(level -> level.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + label
                        + "\" is not a level: write one of "
                        + Arrays.stream(values())
                            .map(Level::label)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
