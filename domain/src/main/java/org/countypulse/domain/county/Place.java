package org.countypulse.domain.county;

/**
 * A county, prefecture or province of the reference list.
 *
 * @param code its code; a city without counties has one code as a prefecture and as a county
 * @param name its own name
 * @param english its name in English or pinyin; empty if the list has none
 * @param parent the code of the place it belongs to at the next level; empty for a province
 * @param replacedBy the code that took its place, if it was abolished; else empty
 */
public record Place(
    Level level, String code, String name, String english, String parent, String replacedBy) {

  public boolean abolished() {
    return !replacedBy.isEmpty();
  }
}
