package org.countypulse.streams.verify;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countypulse.domain.Fingerprints;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.Rules;
import org.countypulse.schemas.ledger.VerificationOutcome;

/**
 * Proves two ledgers equal, or finds where they differ, from rows that come in any order while more
 * events are counted. Nothing has to stand still but a school or a county, one at a time:
 *
 * <ul>
 *   <li>With the same number of records taken of each event type, both ledgers have folded the same
 *       prefix of the log for a school; its digests must then be equal.
 *   <li>Where the digest of a county's cells is the sum of what its schools have posted there, the
 *       cells are those of exactly these prefixes. If that is so in both ledgers, and all schools
 *       agree, the cells are compared one by one.
 *   <li>Rows lie in several partitions, so what belongs together is not read at once. A {@link
 *       Reading} says that everything was read that stood in the log when it began. What has not
 *       changed through two readings is complete: the first read all that belongs to what was
 *       known, the second would have shown what belongs to newer rows.
 *   <li>What never rests is compared as it was: both pass through the same states, which are
 *       remembered for a while.
 *   <li>Cells that contradict their schools through two readings, though their tally had finished,
 *       are wrong.
 * </ul>
 */
final class Comparison {

  private static final long READINGS_AT_REST = 2;
  private static final int EXAMPLES = 5;

  /**
   * How the two are compared.
   *
   * @param types event types that both read; null if that is not known, and all are compared
   * @param sameDefinition whether both count the same; otherwise schools may well post differently
   * @param stopped the sides that count no further
   */
  record Terms(Set<String> types, boolean sameDefinition, Set<Side> stopped) {}

  /**
   * Everything has been read that stood in the ledger topics when it began.
   *
   * @param tallied the sides that had by then tallied all that was posted when it began
   * @param caughtUp the sides that had by then taken all events that were there when it began
   */
  record Reading(Set<Side> tallied, Set<Side> caughtUp) {}

  private final Terms terms;
  private final Words words = new Words();
  private final Map<String, County> counties = new HashMap<>();
  private final Map<String, School> schools = new HashMap<>();
  private final List<County> openCounties = new ArrayList<>();
  private final List<School> openSchools = new ArrayList<>();
  private final Differences differences = new Differences();
  private Reading lastReading = new Reading(Set.of(), Set.of());
  private long readings;
  private long schoolsCompared;
  private long countiesCompared;
  private long cellsCompared;
  private long rowsCompared;
  private long records;

  Comparison(Terms terms) {
    this.terms = terms;
  }

  void cell(Side side, String county, LocalDate day, String measure, long amount) {
    County of = county(county);
    if (!of.isDecided()) {
      of.cell(side, day, measure, amount, readings);
    }
  }

  private County county(String code) {
    return counties.computeIfAbsent(
        code,
        c -> {
          County county = new County(c, words);
          openCounties.add(county);
          return county;
        });
  }

  private School school(String id) {
    return schools.computeIfAbsent(
        id,
        s -> {
          School school = new School(s, words);
          openSchools.add(school);
          return school;
        });
  }

  /**
   * How much of a school's history a ledger has taken.
   *
   * @param seen records by event type
   * @param posted by county the digest of what it has posted there; none where that is zero
   */
  void taken(Side side, String id, Map<String, Long> seen, Map<String, LedgerDigest> posted) {
    if (!Rules.isSchoolId(id)) {
      return; // what came under it is in quarantine, and several such keys may look the same here
    }
    School school = school(id);
    countDisagreement(school, -1);
    Map<String, LedgerDigest> before = school.counties(side);
    LedgerDigest takenBefore = taken(id, school.seen(side));
    school.taken(side, seen, posted, terms.types(), readings);
    before.forEach((county, digest) -> posted(side, county, digest, posted));
    posted.forEach(
        (county, digest) -> {
          if (!before.containsKey(county)) {
            county(county).posted(side, LedgerDigest.EMPTY, digest, readings);
          }
        });
    LedgerDigest takenNow = taken(id, seen);
    Set<String> codes = new HashSet<>(before.keySet());
    codes.addAll(posted.keySet());
    for (String code : codes) {
      county(code)
          .taken(
              side,
              before.containsKey(code) ? takenBefore : LedgerDigest.EMPTY,
              posted.containsKey(code) ? takenNow : LedgerDigest.EMPTY,
              readings);
    }
    countDisagreement(school, 1);
    school.changed(readings);
  }

  private LedgerDigest taken(String school, Map<String, Long> seen) {
    String text = school + sorted(School.common(seen, terms.types()));
    return LedgerDigest.parse(
        HexFormat.of().formatHex(Fingerprints.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  private void posted(
      Side side, String county, LedgerDigest before, Map<String, LedgerDigest> after) {
    LedgerDigest now = after.getOrDefault(county, LedgerDigest.EMPTY);
    county(county).posted(side, before, now, readings);
  }

  private void countDisagreement(School school, int change) {
    if (!school.agrees()) {
      school.postedIn().forEach(county -> county(county).disagreeing(change));
    }
  }

  void days(Side side, String id, School.Days row) {
    School school = school(id);
    school.days(side, row, readings);
    school.changed(readings);
  }

  void row(Side side, String id, String key, School.Row row) {
    School school = school(id);
    school.row(side, key, row, readings);
    school.changed(readings);
  }

  /** Decides what can be decided now. */
  void read(Reading reading) {
    readings++;
    openSchools.removeIf(this::decide);
    openCounties.removeIf(county -> decide(county, reading));
    lastReading = reading;
  }

  private boolean isAtRest(long changedAt) {
    return readings - changedAt > READINGS_AT_REST;
  }

  private boolean decide(School school) {
    if (!isAtRest(school.changedAt())) {
      return decideByThePast(school);
    }
    if (!school.agrees()) {
      return isLost(school);
    }
    if (terms.sameDefinition() && !school.postedTheSame()) {
      differ(
          school,
          Difference.Kind.POSTINGS,
          sorted(school.counties(Side.TESTED)),
          sorted(school.counties(Side.AGAINST)));
    }
    rowsCompared += school.decide(differences);
    schoolsCompared++;
    records += school.seen(Side.TESTED).values().stream().mapToLong(Long::longValue).sum();
    return true;
  }

  private boolean decideByThePast(School school) {
    School.Meeting meeting = school.meetingAmidRest(readings, READINGS_AT_REST);
    if (meeting == null || terms.sameDefinition() && !meeting.same()) {
      return false; // a difference is named at rest
    }
    rowsCompared += school.decide(differences);
    schoolsCompared++;
    records += meeting.records();
    return true;
  }

  /** Whether a ledger that had taken everything has not taken what the other one has. */
  private boolean isLost(School school) {
    for (Side side : Side.values()) {
      boolean hadAll = lastReading.caughtUp().contains(side) && !terms.stopped().contains(side);
      if (hadAll && school.hasLess(side, terms.types())) {
        differ(
            school,
            Difference.Kind.RECORDS,
            sorted(school.seen(Side.TESTED)),
            sorted(school.seen(Side.AGAINST)));
        school.decide(new Differences());
        school.lose();
        return true;
      }
    }
    return false;
  }

  private static String sorted(Map<String, ?> words) {
    return new TreeMap<>(words)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private void differ(School school, Difference.Kind kind, String said, String againstSaid) {
    differences.add(new Difference.OfRow(kind, school.id(), "", school.id(), said, againstSaid));
  }

  private boolean decide(County county, Reading reading) {
    if (county.metInThePast()) {
      cellsCompared += county.decideByThePast();
      countiesCompared++;
      return true;
    }
    if (!county.schoolsAgree()) {
      return false;
    }
    for (Side side : Side.values()) {
      boolean complete =
          isAtRest(county.changedAt())
              && lastReading.tallied().contains(side)
              && reading.tallied().contains(side);
      if (!county.half(side).isSettled() && !complete) {
        return false;
      }
    }
    cellsCompared += county.decide(differences);
    countiesCompared++;
    return true;
  }

  /** Whether nothing more can be decided, however long one waits. */
  boolean isOver() {
    if (readings <= READINGS_AT_REST) {
      return false;
    }
    Waiting waiting = waiting();
    return waiting.schools().isEmpty() && waiting.counties().isEmpty();
  }

  /**
   * What is still waited for.
   *
   * @param schools that may still be compared
   * @param behind schools of which a side that counts no further has taken less
   * @param counties that may still be compared
   * @param heldUp counties that can't be, because of such a school, or of one that lost records
   * @param untallied counties of which a side that counts no further has postings to tally
   */
  private record Waiting(
      List<School> schools,
      List<School> behind,
      List<County> counties,
      List<County> heldUp,
      List<County> untallied) {}

  private Waiting waiting() {
    Waiting waiting =
        new Waiting(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    Set<String> heldUp = new HashSet<>();
    Set<String> mayAgree = new HashSet<>();
    for (School school : schools.values()) {
      boolean behind = isBehind(school);
      if (behind || school.isLost()) {
        heldUp.addAll(school.postedIn());
      } else if (!school.agrees()) {
        mayAgree.addAll(school.postedIn());
      }
      if (!school.isDecided()) {
        (behind ? waiting.behind() : waiting.schools()).add(school);
      }
    }
    for (County county : openCounties) {
      boolean forGood = heldUp.contains(county.code());
      if (forGood && !mayAgree.contains(county.code())) {
        waiting.heldUp().add(county);
      } else if (!forGood && isUntallied(county)) {
        waiting.untallied().add(county);
      } else {
        waiting.counties().add(county);
      }
    }
    return waiting;
  }

  /** Whether a side that counts no further has taken less of it than the other one. */
  private boolean isBehind(School school) {
    return terms.stopped().stream().anyMatch(side -> school.hasLess(side, terms.types()));
  }

  private boolean isUntallied(County county) {
    return terms.stopped().stream()
        .anyMatch(side -> !lastReading.tallied().contains(side) && !county.half(side).isSettled());
  }

  /** How far it is. */
  Progress progress(long rowsRead, long rowsToRead) {
    return new Progress(
        rowsRead,
        rowsToRead,
        schools.size(),
        schools.size() - openSchools.size(),
        counties.size(),
        counties.size() - openCounties.size(),
        differences.cellCount() + differences.rowCount() + differences.schoolCount());
  }

  /**
   * What has come out.
   *
   * @param acceptBehind whether it may stay undecided what a side that counts no further has not
   *     taken, if anything at all could be compared or it counts by other rules
   */
  Findings findings(boolean acceptBehind) {
    Waiting waiting = waiting();
    List<String> undecided = new ArrayList<>();
    say(undecided, waiting.schools(), this::stillMoving);
    say(undecided, waiting.counties(), this::restless);
    say(undecided, waiting.untallied(), this::untallied);
    // Older rules may have left nothing that can be compared; who goes on from there accepts that.
    boolean unproven = schoolsCompared == 0 && !waiting.behind().isEmpty();
    if (!acceptBehind || unproven && terms.sameDefinition()) {
      say(undecided, waiting.behind(), this::behind);
      say(undecided, waiting.heldUp(), this::heldUp);
    }
    VerificationOutcome outcome =
        !differences.isEmpty()
            ? VerificationOutcome.DIFFERENT
            : undecided.isEmpty() && !unproven
                ? VerificationOutcome.EQUAL
                : VerificationOutcome.UNDECIDED;
    return new Findings(
        outcome,
        differences,
        undecided,
        digest(Side.TESTED),
        digest(Side.AGAINST),
        schoolsCompared,
        countiesCompared,
        cellsCompared,
        rowsCompared,
        records,
        waiting.behind().size());
  }

  private LedgerDigest digest(Side side) {
    return counties.values().stream()
        .map(county -> county.half(side).digest())
        .reduce(LedgerDigest.EMPTY, LedgerDigest::plus);
  }

  private static <T> void say(
      List<String> sentences, List<T> what, Function<List<T>, String> sentence) {
    if (!what.isEmpty()) {
      sentences.add(sentence.apply(what));
    }
  }

  private String stillMoving(List<School> moving) {
    return "%s had not come to rest with the same records taken: %s"
        .formatted(count(moving, "school", "schools"), names(moving.stream().map(School::id)));
  }

  private String restless(List<County> restless) {
    return "%s had not come to rest: %s"
        .formatted(
            count(restless, "county", "counties"), names(restless.stream().map(County::code)));
  }

  private String untallied(List<County> untallied) {
    return "in %s are postings that the version that does not count on has not tallied: %s"
        .formatted(
            count(untallied, "county", "counties"), names(untallied.stream().map(County::code)));
  }

  private String behind(List<School> behind) {
    return "of %s the version that does not count on has taken fewer records: %s"
        .formatted(count(behind, "school", "schools"), names(behind.stream().map(School::id)));
  }

  private String heldUp(List<County> heldUp) {
    return "because of such schools %s can't be compared: %s"
        .formatted(count(heldUp, "county", "counties"), names(heldUp.stream().map(County::code)));
  }

  private static String count(List<?> what, String one, String several) {
    return "%,d %s".formatted(what.size(), what.size() == 1 ? one : several);
  }

  private static String names(Stream<String> all) {
    List<String> sorted = all.sorted().toList();
    String first = sorted.stream().limit(EXAMPLES).collect(Collectors.joining(", "));
    return sorted.size() > EXAMPLES ? first + " …" : first;
  }
}
