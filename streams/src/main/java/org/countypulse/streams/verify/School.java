package org.countypulse.streams.verify;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.countypulse.domain.LedgerDigest;

/** What both ledgers say of a school: how much of its history they have taken, and its rows. */
final class School {

  /** One ledger's. */
  private static final class Half {
    private Map<String, Long> seen = Map.of();
    private Map<String, LedgerDigest> counties = Map.of();
    private LongMap days = new LongMap();
    private Map<String, Row> rows = new HashMap<>();
    private Recent<Map<String, Long>, Past> past = new Recent<>();
  }

  /**
   * What it had posted at some time.
   *
   * @param at after how many readings
   */
  private record Past(Map<String, LedgerDigest> counties, long at) {}

  /**
   * Both ledgers have taken the same records, one maybe before the other.
   *
   * @param same whether the same had been posted
   * @param first after how many readings the first of them had
   * @param last after how many the other one
   */
  record Meeting(boolean same, long records, long first, long last) {}

  /** The days of one month. */
  record Days(String measure, LocalDate month, String county, int days) {}

  /** A row of any other kind, as text; without any it is as if there were none. */
  record Row(Difference.Kind kind, String measure, String text) {}

  private static final int COUNTY_BITS = 24;
  private static final int MEASURE_BITS = 16;

  private final String id;
  private final Words words;
  private final Half[] halves = {new Half(), new Half()};
  private boolean agrees = true;
  private Meeting meeting;
  private boolean lost;
  private long rowsChangedAt;
  private long changedAt;
  private boolean decided;

  /**
   * @param words of measures and counties
   */
  School(String id, Words words) {
    this.id = id;
    this.words = words;
  }

  String id() {
    return id;
  }

  private Half half(Side side) {
    return halves[side.ordinal()];
  }

  void taken(
      Side side,
      Map<String, Long> seen,
      Map<String, LedgerDigest> counties,
      Set<String> types,
      long now) {
    half(side).seen = seen;
    half(side).counties = counties;
    agrees = compare(types);
    if (now > 0 && !decided) {
      meet(side, common(seen, types), new Past(counties, now));
    }
  }

  private void meet(Side side, Map<String, Long> seen, Past past) {
    half(side).past.put(seen, past);
    Past other = half(side.other()).past.get(seen);
    if (other != null) {
      meeting =
          new Meeting(
              past.counties().equals(other.counties()),
              seen.values().stream().mapToLong(Long::longValue).sum(),
              Math.min(past.at(), other.at()),
              Math.max(past.at(), other.at()));
    }
  }

  static Map<String, Long> common(Map<String, Long> seen, Set<String> types) {
    if (types == null || types.containsAll(seen.keySet())) {
      return seen;
    }
    Map<String, Long> common = new HashMap<>(seen);
    common.keySet().retainAll(types);
    return common;
  }

  /**
   * The last time at which both had taken the same records, if their rows said all the while what
   * they say now; else null.
   *
   * @param rest how many readings make rows complete
   */
  Meeting meetingAmidRest(long readings, long rest) {
    return meeting != null
            && meeting.first() - rowsChangedAt > rest
            && readings - meeting.last() > rest
        ? meeting
        : null;
  }

  /** It has lost records, and is compared no more. */
  void lose() {
    lost = true;
  }

  boolean isLost() {
    return lost;
  }

  private boolean compare(Set<String> types) {
    return !hasLess(Side.TESTED, types) && !hasLess(Side.AGAINST, types);
  }

  /** Whether a side has taken fewer records of any type. */
  boolean hasLess(Side side, Set<String> types) {
    Map<String, Long> mine = half(side).seen;
    return half(side.other()).seen.entrySet().stream()
        .filter(type -> types == null || types.contains(type.getKey()))
        .anyMatch(type -> mine.getOrDefault(type.getKey(), 0L) < type.getValue());
  }

  /** Whether both have taken the same records. */
  boolean agrees() {
    return agrees;
  }

  boolean postedTheSame() {
    return half(Side.TESTED).counties.equals(half(Side.AGAINST).counties);
  }

  Map<String, Long> seen(Side side) {
    return half(side).seen;
  }

  Map<String, LedgerDigest> counties(Side side) {
    return half(side).counties;
  }

  /** Where it has posted, after either ledger. */
  Set<String> postedIn() {
    Map<String, LedgerDigest> tested = half(Side.TESTED).counties;
    Map<String, LedgerDigest> against = half(Side.AGAINST).counties;
    if (tested.keySet().equals(against.keySet())) {
      return tested.keySet();
    }
    Set<String> both = new HashSet<>(tested.keySet());
    both.addAll(against.keySet());
    return both;
  }

  void days(Side side, Days row, long now) {
    if (!decided) {
      long month = YearMonth.from(row.month()).getLong(ChronoField.PROLEPTIC_MONTH);
      long key =
          (month << MEASURE_BITS | words.number(row.measure())) << COUNTY_BITS
              | words.number(row.county());
      long days = Integer.toUnsignedLong(row.days());
      if (half(side).days.put(key, days) != days) {
        rowsChangedAt = now;
      }
    }
  }

  void row(Side side, String key, Row row, long now) {
    if (!decided && !row.equals(half(side).rows.put(key, row))) {
      rowsChangedAt = now;
    }
  }

  void changed(long now) {
    changedAt = now;
  }

  long changedAt() {
    return changedAt;
  }

  boolean isDecided() {
    return decided;
  }

  /** Compares row by row, forgets the rows, and returns how many there were. */
  long decide(Differences differences) {
    decided = true;
    Half tested = half(Side.TESTED);
    Half against = half(Side.AGAINST);
    long[] compared = {0};
    tested.days.forEach(
        (key, days) -> {
          compared[0]++;
          compareDays(key, days, against.days.get(key), differences);
        });
    against.days.forEach(
        (key, days) -> {
          if (tested.days.get(key) == 0) {
            compared[0]++;
            compareDays(key, 0, days, differences);
          }
        });
    Map<String, Row> rows = new TreeMap<>(against.rows);
    rows.putAll(tested.rows);
    rows.forEach(
        (key, row) ->
            compare(
                row.kind(),
                row.measure(),
                key,
                said(tested.rows.get(key)),
                said(against.rows.get(key)),
                differences));
    forget(tested);
    forget(against);
    return compared[0] + rows.size();
  }

  private void compareDays(long key, long days, long against, Differences differences) {
    if (days != against) {
      String measure = words.word((int) (key >> COUNTY_BITS & ((1 << MEASURE_BITS) - 1)));
      String county = words.word((int) (key & ((1 << COUNTY_BITS) - 1)));
      YearMonth month = YearMonth.of(0, 1).plusMonths(key >> (COUNTY_BITS + MEASURE_BITS));
      String row = String.join("/", id, measure, month.toString(), county);
      compare(Difference.Kind.DAYS, measure, row, said(days), said(against), differences);
    }
  }

  private void compare(
      Difference.Kind kind,
      String measure,
      String key,
      String said,
      String againstSaid,
      Differences differences) {
    if (!said.equals(againstSaid)) {
      differences.add(new Difference.OfRow(kind, id, measure, key, said, againstSaid));
    }
  }

  /** The days of the month, by their numbers. */
  private static String said(long days) {
    return IntStream.range(0, Integer.SIZE)
        .filter(day -> (days >> day & 1) == 1)
        .mapToObj(day -> Integer.toString(day + 1))
        .collect(Collectors.joining(" "));
  }

  private static String said(Row row) {
    return row == null ? "" : row.text();
  }

  private static void forget(Half half) {
    half.days = null;
    half.rows = null;
    half.past = null;
  }
}
