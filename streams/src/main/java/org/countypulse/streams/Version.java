package org.countypulse.streams;

import java.time.Instant;
import java.util.Optional;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;

/**
 * One version of a view, as the topic {@code views} tells of it.
 *
 * @param number counting from 1 within the view; never given twice
 * @param fingerprint of the definition that it counts by
 * @param label what people call it, or empty
 * @param knownAt it shows what had reached the log by then; empty if it counts on
 * @param detail why it is in that state, in a sentence, or empty
 * @param at when it came into that state; empty in rows of earlier programs
 * @param by who wanted that, or empty
 */
public record Version(
    String view,
    int number,
    String fingerprint,
    VersionState state,
    String label,
    Optional<Instant> knownAt,
    String detail,
    Optional<Instant> at,
    String by) {

  static Version of(ViewVersion row) {
    return new Version(
        row.getView(),
        row.getVersion(),
        row.getFingerprint(),
        row.getState(),
        row.getLabel(),
        Optional.ofNullable(row.getKnownAt()),
        row.getDetail(),
        Optional.ofNullable(row.getAt()),
        row.getBy());
  }

  /** The next one of a view, of which history is still to be read. */
  static Version rebuilding(CountyView definition, int number, Optional<Instant> knownAt, Wish w) {
    return new Version(
        definition.name(),
        number,
        definition.fingerprint(),
        VersionState.REBUILDING,
        knownAt.map(instant -> "known-at " + instant).orElse(""),
        knownAt,
        "",
        Optional.of(w.at()),
        w.by());
  }

  Version in(VersionState newState, String why, Wish wish) {
    return new Version(
        view,
        number,
        fingerprint,
        newState,
        label,
        knownAt,
        why,
        Optional.of(wish.at()),
        wish.by());
  }

  Version withDetail(String why) {
    return new Version(view, number, fingerprint, state, label, knownAt, why, at, by);
  }

  /** Under which its row stands. */
  String key() {
    return view + "/v" + number;
  }

  /** The name under which it runs: {@code safety-drills.v2}. */
  public String id() {
    return view + ".v" + number;
  }

  /** How people read it: {@code v2 of safety-drills}. */
  public String title() {
    return "v" + number + " of " + view;
  }

  /**
   * What it counts, under its own number; empty if this program has no definition with its
   * fingerprint.
   */
  public Optional<CountyView> definition() {
    return Views.definition(view, fingerprint).map(found -> found.version(number));
  }

  /** Its topics; those of the view as it is today if this program does not know its definition. */
  public Optional<LedgerTopics> topics() {
    return definition()
        .or(() -> Views.named(view).map(found -> found.version(number)))
        .map(CountyView::topics);
  }

  /** Whether a process of the streams keeps counting into it. */
  public boolean countsOn() {
    return state == VersionState.LIVE && knownAt.isEmpty();
  }

  /** Whether history is being read into it, or would be if it had not been halted. */
  public boolean isBeingRebuilt() {
    return state == VersionState.REBUILDING || state == VersionState.PAUSED;
  }

  /** Whether what there is of it is to be deleted. */
  public boolean isToBeRemoved() {
    return state == VersionState.CANCELLED || state == VersionState.RETIRING;
  }

  ViewVersion toRow() {
    return row().setPromoted(false).setEntry("v" + number).build();
  }

  /** The row that says that readers use this version. */
  ViewVersion toPointer(Wish wish) {
    return row()
        .setPromoted(true)
        .setEntry("")
        .setDetail("")
        .setAt(wish.at())
        .setBy(wish.by())
        .build();
  }

  private ViewVersion.Builder row() {
    return ViewVersion.newBuilder()
        .setView(view)
        .setVersion(number)
        .setFingerprint(fingerprint)
        .setState(state)
        .setLabel(label)
        .setKnownAt(knownAt.orElse(null))
        .setDetail(detail)
        .setAt(at.orElse(null))
        .setBy(by);
  }

  /**
   * Who wants a change, and when.
   *
   * @param by a name for people
   */
  public record Wish(String by, Instant at) {

    public Wish {
      at = Instant.ofEpochMilli(at.toEpochMilli()); // as exact as the rows are
    }

    /** Now, by the clock of this machine: nothing is ever computed from it. */
    public static Wish of(String by) {
      return new Wish(by, Instant.now());
    }
  }
}
