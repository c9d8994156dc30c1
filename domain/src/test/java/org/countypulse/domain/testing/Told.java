package org.countypulse.domain.testing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.domain.Problem;
import org.countypulse.domain.Rules;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.schemas.Event;

/**
 * One content that was told under one event id, and all records that told it.
 *
 * @param id the event's id, in small letters
 * @param copies never empty
 */
record Told(String id, Content content, List<Received> copies) {

  /**
   * What makes two records copies of one another: all but recorded-at and source.
   *
   * @param corrects the id, in small letters, or what stands there instead of one, or null
   */
  record Content(
      LocalDate day, Instant happenedAt, String corrects, boolean voided, SpecificRecord data) {

    static Content of(Event event) {
      return new Content(
          event.day(),
          event.happenedAt(),
          idOrNull(event.corrects()) == null ? event.corrects() : idOrNull(event.corrects()),
          event.voided(),
          event.data());
    }
  }

  /** Capital and small letters are the same id. What is no id names nothing. */
  static String idOrNull(String text) {
    return Rules.uuid(text) == null ? null : Rules.uuid(text).toString();
  }

  /** The copy that counts: the smallest (recorded-at, source). The others are duplicates. */
  Received first() {
    return copies.stream()
        .min(
            Comparator.comparing((Received copy) -> copy.event().recordedAt())
                .thenComparing(copy -> copy.event().source()))
        .orElseThrow();
  }

  Received firstInTheLog() {
    return copies.stream().min(Comparator.comparing(Received::offset)).orElseThrow();
  }

  Event event() {
    return first().event();
  }

  Instant recordedAt() {
    return event().recordedAt();
  }

  /** The id that it names, or null. */
  String corrects() {
    return idOrNull(content.corrects());
  }

  boolean voided() {
    return content.voided();
  }

  /** Why it can't be believed, in one word; empty if it can. */
  String disbelief(Counties counties) {
    List<Problem> problems = Rules.check(event(), counties);
    if (!problems.isEmpty()) {
      boolean county = problems.stream().allMatch(p -> p.rule().equals("unknown-county"));
      return county ? "unknown-county" : "rule-broken";
    }
    return tooFarAhead() ? "too-far-ahead" : "";
  }

  /** Two days ahead of the latest copy's arrival; 400 for what is planned by school year. */
  private boolean tooFarAhead() {
    Instant arrived = copies.stream().map(Received::appendedAt).max(Instant::compareTo).get();
    LocalDate arrivalDay = arrived.atOffset(ZoneOffset.ofHours(14)).toLocalDate();
    int most =
        switch (event().type().name()) {
          case "school-registered", "teacher-transfer", "target-set" -> 400;
          default -> 2;
        };
    return !voided() && content.day().isAfter(arrivalDay.plusDays(most));
  }
}
