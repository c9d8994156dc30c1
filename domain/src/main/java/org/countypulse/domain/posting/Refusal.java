package org.countypulse.domain.posting;

import java.util.List;
import java.util.stream.Collectors;
import org.countypulse.domain.Problem;

/**
 * Why a record is in quarantine.
 *
 * @param field the field concerned, as the door calls it; empty if none
 * @param detail what is wrong, in a sentence
 */
public record Refusal(QuarantineReason reason, String field, String detail) {

  /** Details quote what a broken record says, and that may be as long as a record can be. */
  private static final int MOST_CHARACTERS = 1_000;

  public Refusal {
    detail =
        detail.length() <= MOST_CHARACTERS ? detail : detail.substring(0, MOST_CHARACTERS) + "…";
  }

  /** One refusal that says all of an event's problems. */
  static Refusal of(List<Problem> problems) {
    boolean county = problems.stream().allMatch(p -> p.rule().equals("unknown-county"));
    return new Refusal(
        county ? QuarantineReason.UNKNOWN_COUNTY : QuarantineReason.RULE_BROKEN,
        problems.get(0).field(),
        problems.stream()
            .map(p -> p.field() + " (" + p.rule() + "): " + p.detail())
            .collect(Collectors.joining(" ")));
  }
}
