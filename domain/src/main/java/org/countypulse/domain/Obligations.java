package org.countypulse.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that a bureau asks for, each with its versions.
 *
 * @param all every version of every rule
 */
public record Obligations(List<Obligation> all) {

  public Obligations {
    all = List.copyOf(all);
  }

  /**
   * These rules and some more; of two with one name and version the other one is taken.
   *
   * @param more a bureau's own
   */
  public Obligations with(Obligations more) {
    Map<List<Object>, Obligation> byVersion = new LinkedHashMap<>();
    List<Obligation> both = new ArrayList<>(all);
    both.addAll(more.all);
    both.forEach(rule -> byVersion.put(List.of(rule.name(), rule.terms().version()), rule));
    return new Obligations(new ArrayList<>(byVersion.values()));
  }

  /** The rules for the periods that contain a day, each in its version of that time. */
  public List<Obligation> inForce(LocalDate asOf) {
    Map<String, Obligation> rules = new LinkedHashMap<>();
    for (Obligation rule : all) {
      if (rule.isInForce(asOf)) {
        rules.merge(
            rule.name(),
            rule,
            (one, other) -> one.terms().version() > other.terms().version() ? one : other);
      }
    }
    return new ArrayList<>(rules.values());
  }

  /** The names of all rules. */
  public List<String> names() {
    return all.stream().map(Obligation::name).distinct().toList();
  }
}
