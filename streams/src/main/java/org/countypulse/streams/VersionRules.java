package org.countypulse.streams;

import static org.countypulse.schemas.ledger.VersionState.CANCELLED;
import static org.countypulse.schemas.ledger.VersionState.FAILED;
import static org.countypulse.schemas.ledger.VersionState.LIVE;
import static org.countypulse.schemas.ledger.VersionState.PAUSED;
import static org.countypulse.schemas.ledger.VersionState.REBUILDING;
import static org.countypulse.schemas.ledger.VersionState.RETIRED;
import static org.countypulse.schemas.ledger.VersionState.RETIRING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.streams.Version.Wish;

/**
 * What may become of a version. Pure functions of what the topic {@code views} says: each gives the
 * rows to write, or throws {@link VersionRefusedException}.
 *
 * <pre>
 *              pause                finished                retire
 * REBUILDING ◀──────▶ PAUSED   REBUILDING ──▶ LIVE ──────────────▶ RETIRING ──▶ RETIRED
 *   │   ▲    resume                                                                ▲
 *   ▼   │ resume                                cancel                             │
 *  FAILED            REBUILDING, PAUSED, FAILED ──────▶ CANCELLED ─────────────────┘
 * </pre>
 */
final class VersionRules {

  /** Who enters what nobody asked for. */
  static final String PROGRAM = "the streams";

  private VersionRules() {}

  /**
   * The rows to write.
   *
   * @param version what was decided about
   */
  record Change(Version version, List<ViewVersion> rows) {}

  /**
   * A view without any version gets its first one, which readers use at once: there is nothing yet
   * that it could be behind. Versions that nobody counts on with say so.
   *
   * @param isKnown whether the program has the definition of a version
   */
  static List<ViewVersion> enter(
      VersionTable table, List<CountyView> views, Predicate<Version> isKnown, Wish wish) {
    List<ViewVersion> rows = new ArrayList<>();
    for (CountyView view : views) {
      if (table.of(view.name()).isEmpty()) {
        Version first = Version.rebuilding(view, 1, Optional.empty(), wish).in(LIVE, "", wish);
        rows.add(first.toRow());
        rows.add(first.toPointer(wish));
      }
      for (Version version : table.of(view.name())) {
        String foreign = madeByOtherRules(version);
        if (version.countsOn() && !isKnown.test(version)) {
          addIfNew(rows, version, foreign);
        } else if (version.countsOn() && version.detail().equals(foreign)) {
          addIfNew(rows, version, "");
        }
      }
    }
    return rows;
  }

  private static void addIfNew(List<ViewVersion> rows, Version version, String detail) {
    if (!version.detail().equals(detail)) {
      rows.add(version.withDetail(detail).toRow());
    }
  }

  /** What is said of a version whose definition this program does not have. */
  static String madeByOtherRules(Version version) {
    return "v%d of %s was made by other rules than this program's; it does not count on. Make the next one: rebuild %s --promote"
        .formatted(version.number(), version.view(), version.view());
  }

  /** The next version of a view, while no other is being rebuilt. */
  static Change rebuild(VersionTable table, String view, Optional<Instant> knownAt, Wish wish) {
    CountyView definition = view(view);
    for (Version version : table.of(view)) {
      if (version.isBeingRebuilt()) {
        throw new VersionRefusedException(
            "v%d of %s is being rebuilt already (%s). Wait for it, or: cancel %s %d"
                .formatted(version.number(), view, words(version.state()), view, version.number()));
      }
    }
    if (knownAt.isPresent() && knownAt.get().isAfter(wish.at())) {
      throw new VersionRefusedException(
          "What will be known at %s can't be told yet; it is %s."
              .formatted(knownAt.get(), wish.at()));
    }
    return changed(Version.rebuilding(definition, table.nextNumber(view), knownAt, wish));
  }

  /** Its history has been read; it counts on, or shows what was known. */
  static Change finished(VersionTable table, String view, int number, Wish wish) {
    Version version = version(table, view, number);
    require(version, "be finished", REBUILDING, PAUSED);
    return changed(version.in(LIVE, "", new Wish(version.by(), wish.at())));
  }

  static Change failed(VersionTable table, String view, int number, String why, Wish wish) {
    Version version = version(table, view, number);
    require(version, "fail", REBUILDING, PAUSED, FAILED);
    return changed(version.in(FAILED, why, new Wish(version.by(), wish.at())));
  }

  static Change pause(VersionTable table, String view, int number, Wish wish) {
    Version version = version(table, view, number);
    require(version, "be paused", REBUILDING, PAUSED);
    return changed(version.in(PAUSED, "", wish));
  }

  /** Goes on with one that was paused, or that failed. */
  static Change resume(VersionTable table, String view, int number, Wish wish) {
    Version version = version(table, view, number);
    require(version, "be resumed", PAUSED, FAILED, REBUILDING);
    for (Version other : table.of(view)) {
      if (other.isBeingRebuilt() && other.number() != number) {
        throw new VersionRefusedException(
            "v%d of %s is being rebuilt; only one is at a time.".formatted(other.number(), view));
      }
    }
    if (version.definition().isEmpty()) {
      throw new VersionRefusedException(
          "v%d of %s was begun by other rules than this program's. Take another: cancel %s %d, and rebuild %s"
              .formatted(number, view, view, number, view));
    }
    return changed(version.in(REBUILDING, "", wish));
  }

  static Change cancel(VersionTable table, String view, int number, Wish wish) {
    Version version = version(table, view, number);
    require(version, "be cancelled", REBUILDING, PAUSED, FAILED, CANCELLED);
    return changed(version.in(CANCELLED, "Cancelled; it is being removed.", wish));
  }

  /**
   * Readers use it from now on.
   *
   * @param instead of which version it was judged; another one may have come meanwhile
   */
  static Change promote(VersionTable table, String view, int number, int instead, Wish wish) {
    Version version = promotable(table, view, number);
    int now = table.promoted(view).map(Version::number).orElse(0);
    if (now != instead && now != number) {
      throw new VersionRefusedException(
          "Meanwhile v%d of %s was promoted. Ask again: promote %s %d"
              .formatted(now, view, view, number));
    }
    return new Change(version, now == number ? List.of() : List.of(version.toPointer(wish)));
  }

  /** The version, if readers could use it: complete, and counting on. */
  static Version promotable(VersionTable table, String view, int number) {
    Version version = version(table, view, number);
    if (version.knownAt().isPresent()) {
      throw new VersionRefusedException(
          "v%d of %s shows what was known at %s and counts nothing that came later; it can be read with &version=%d, but not promoted."
              .formatted(number, view, version.knownAt().get(), number));
    }
    require(version, "be promoted", LIVE);
    return version;
  }

  static Change retire(VersionTable table, String view, int number, Wish wish) {
    Version version = version(table, view, number);
    if (table.isPromoted(version)) {
      throw new VersionRefusedException(
          "Readers use v%d of %s: it is the promoted one. Promote another first: promote %s VERSION"
              .formatted(number, view, view));
    }
    if (version.state() == RETIRED) {
      return new Change(version, List.of());
    }
    if (version.isBeingRebuilt()) {
      throw new VersionRefusedException(
          "v%d of %s is being rebuilt (%s). To stop that and remove it: cancel %s %d"
              .formatted(number, view, words(version.state()), view, number));
    }
    return changed(version.in(RETIRING, "Retired; it is being removed.", wish));
  }

  /** Nothing of it is left. */
  static Change removed(VersionTable table, String view, int number, Wish wish) {
    Version version = version(table, view, number);
    if (version.state() == RETIRED) {
      return new Change(version, List.of()); // two have removed it
    }
    require(version, "be called removed", CANCELLED, RETIRING);
    String how = version.state() == CANCELLED ? "Cancelled" : "Retired";
    return changed(
        version.in(RETIRED, how + "; all of it is removed.", new Wish(version.by(), wish.at())));
  }

  /** Says something about a version without changing its state. */
  static Change told(VersionTable table, String view, int number, String detail) {
    return changed(version(table, view, number).withDetail(detail));
  }

  private static Change changed(Version version) {
    return new Change(version, List.of(version.toRow()));
  }

  /** The definition of today. */
  static CountyView view(String name) {
    return Views.named(name)
        .orElseThrow(
            () ->
                VersionRefusedException.unknown(
                    "There is no view %s; there are %s."
                        .formatted(
                            name,
                            Views.ALL.stream()
                                .map(CountyView::name)
                                .collect(Collectors.joining(", ")))));
  }

  static Version version(VersionTable table, String view, int number) {
    view(view);
    return table
        .find(view, number)
        .orElseThrow(
            () ->
                VersionRefusedException.unknown(
                    "There is no v%d of %s; there %s."
                        .formatted(number, view, existing(table, view))));
  }

  private static String existing(VersionTable table, String view) {
    List<String> names =
        table.of(view).stream()
            .filter(version -> version.state() != RETIRED)
            .map(version -> "v" + version.number())
            .toList();
    return names.isEmpty()
        ? "is none yet"
        : (names.size() == 1 ? "is " : "are ") + String.join(", ", names);
  }

  private static void require(Version version, String what, VersionState... allowed) {
    if (!Arrays.asList(allowed).contains(version.state())) {
      throw new VersionRefusedException(
          "v%d of %s is %s and can't %s%s"
              .formatted(
                  version.number(),
                  version.view(),
                  words(version.state()),
                  what,
                  version.detail().isEmpty() ? "." : ": " + version.detail()));
    }
  }

  static String words(VersionState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
