package org.countypulse.domain.county;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The reference list of counties, prefectures and provinces. {@link #chinese()} is GB/T 2260; a
 * platform elsewhere gives its own list in the same format.
 */
public final class Counties {

  private static final String HEADER = "code,level,name,english,parent,replaced_by";
  private static final int COLUMNS = 6;

  private final Map<Level, Map<String, Place>> places = new EnumMap<>(Level.class);

  private Counties() {
    for (Level level : Level.values()) {
      places.put(level, new LinkedHashMap<>());
    }
  }

  /** The Chinese list, with abolished codes whose successor is known. */
  public static Counties chinese() {
    return Chinese.LIST;
  }

  private static final class Chinese {
    private static final Counties LIST = load();

    private static Counties load() {
      try (InputStream in =
          Counties.class.getResourceAsStream("/org/countypulse/domain/gb-t-2260.csv")) {
        return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("The built-in county list can't be read", e);
      }
    }
  }

  /**
   * A list from CSV with the columns {@code code,level,name,english,parent,replaced_by}: level is
   * county, prefecture or province; the last three may be empty. Values hold no commas or quotes. A
   * parent is a place of the next level in the same list, before or after; a place without one
   * stands for itself at the higher levels.
   *
   * @throws IllegalArgumentException naming the line, in words for whoever wrote the file
   */
  public static Counties parse(String csv) {
    String[] lines = csv.replace("\uFEFF", "").split("\r?\n");
    if (!lines[0].trim().equals(HEADER)) {
      throw new IllegalArgumentException(
          "A county list begins with the line \"" + HEADER + "\", not \"" + lines[0] + "\".");
    }
    Counties counties = new Counties();
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        counties.add(place(lines[i], i + 1), i + 1);
      }
    }
    if (counties.all(Level.COUNTY).isEmpty()) {
      throw new IllegalArgumentException("The county list names no county.");
    }
    counties.checkParents();
    return counties;
  }

  private void add(Place place, int number) {
    if (places.get(place.level()).put(place.code(), place) != null) {
      throw new IllegalArgumentException(
          "Line "
              + number
              + " of the county list: there is a "
              + place.level().label()
              + " "
              + place.code()
              + " already; leave one of them.");
    }
  }

  private void checkParents() {
    for (Level level : List.of(Level.COUNTY, Level.PREFECTURE)) {
      Level next = Level.values()[level.ordinal() + 1];
      for (Place place : all(level)) {
        if (!place.parent().isEmpty() && at(next, place.parent()).isEmpty()) {
          throw new IllegalArgumentException(
              "The county list gives "
                  + place.code()
                  + " the parent "
                  + place.parent()
                  + ", but has no such "
                  + next.label()
                  + "; add a line for it, or leave the parent empty.");
        }
      }
    }
  }

  private static Place place(String line, int number) {
    String[] cells = line.split(",", -1);
    if (cells.length != COLUMNS || cells[0].isBlank() || cells[2].isBlank()) {
      throw new IllegalArgumentException(
          "Line "
              + number
              + " of the county list needs "
              + COLUMNS
              + " columns ("
              + HEADER
              + "), code and name not empty: "
              + line);
    }
    if (!cells[0].trim().matches("[A-Za-z0-9-]{1,12}")) {
      throw new IllegalArgumentException(
          "Line " + number + " of the county list: a code is 1 to 12 letters, digits or hyphens.");
    }
    return new Place(
        level(cells[1].trim(), number),
        cells[0].trim(),
        cells[2].trim(),
        cells[3].trim(),
        cells[4].trim(),
        cells[5].trim());
  }

  private static Level level(String label, int number) {
    try {
      return Level.parse(label);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Line " + number + " of the county list: " + e.getMessage(), e);
    }
  }

  /** Whether a county has that code, or had. */
  public boolean isCounty(String code) {
    return places.get(Level.COUNTY).containsKey(code);
  }

  /** The place with that code at a level. */
  public Optional<Place> at(Level level, String code) {
    return Optional.ofNullable(places.get(level).get(code));
  }

  /** All places of a level, in the list's order. */
  public Collection<Place> all(Level level) {
    return places.get(level).values();
  }

  /**
   * The code under which a county's figures stand at a level: its own, its prefecture's, its
   * province's. The county's own code where the list names no such place.
   */
  public String rollUp(String county, Level level) {
    String code = county;
    for (Level step : Level.values()) {
      if (step == level) {
        break;
      }
      String parent = at(step, code).map(Place::parent).orElse("");
      code = parent.isEmpty() ? code : parent;
    }
    return code;
  }

  /** The list as CSV, as {@link #parse} reads it. */
  public String toCsv() {
    StringBuilder csv = new StringBuilder(HEADER).append('\n');
    for (Level level : Level.values()) {
      for (Place p : all(level)) {
        csv.append(
            String.join(
                ",", p.code(), level.label(), p.name(), p.english(), p.parent(), p.replacedBy()));
        csv.append('\n');
      }
    }
    return csv.toString();
  }
}
