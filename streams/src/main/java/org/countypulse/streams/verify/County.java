package org.countypulse.streams.verify;

import java.time.LocalDate;
import org.countypulse.domain.LedgerDigest;

/** What both ledgers say of a county, and what their schools have posted there. */
final class County {

  private static final int MEASURE_BITS = 16;

  /** One ledger's. */
  static final class Half {
    private LongMap cells = new LongMap();
    private LedgerDigest ofCells = LedgerDigest.EMPTY;
    private LedgerDigest posted = LedgerDigest.EMPTY;

    /** A digest of how many records of each school were taken. */
    private LedgerDigest taken = LedgerDigest.EMPTY;

    /** What the schools had posted of late, and how many records were taken then. */
    private final Recent<LedgerDigest, LedgerDigest> sums = new Recent<>();

    /** How many records were taken, of late, when the cells were just what had been posted then. */
    private final Recent<LedgerDigest, LedgerDigest> settled = new Recent<>();

    /** Whether the cells are exactly what the schools, as far as they were read, have posted. */
    boolean isSettled() {
      return ofCells.equals(posted);
    }

    LedgerDigest digest() {
      return ofCells;
    }
  }

  private final String code;
  private final Words measures;
  private final Half[] halves = {new Half(), new Half()};

  /** Schools that posted here and of which the ledgers have not taken the same records. */
  private int disagreeing;

  private long changedAt;

  /** The digest of the cells when both ledgers said the same after the same records; or null. */
  private LedgerDigest met;

  private boolean decided;

  County(String code, Words measures) {
    this.code = code;
    this.measures = measures;
  }

  String code() {
    return code;
  }

  Half half(Side side) {
    return halves[side.ordinal()];
  }

  void cell(Side side, LocalDate day, String measure, long amount, long now) {
    Half half = half(side);
    long key = day.toEpochDay() << MEASURE_BITS | measures.number(measure);
    long before = half.cells.put(key, amount);
    if (before != amount) {
      half.ofCells = half.ofCells.add(code, day, measure, Math.subtractExact(amount, before));
      changedAt = now;
      remember(side, now);
    }
  }

  void posted(Side side, LedgerDigest before, LedgerDigest after, long now) {
    if (!before.equals(after)) {
      Half half = half(side);
      half.posted = half.posted.plus(after).plus(negated(before));
      changedAt = now;
    }
  }

  /** Records of a school that posted here were taken. */
  void taken(Side side, LedgerDigest before, LedgerDigest after, long now) {
    Half half = half(side);
    half.taken = half.taken.plus(after).plus(negated(before));
    remember(side, now);
  }

  /**
   * Under a steady stream the cells are always some commits behind the schools, and one ledger
   * behind the other. But they pass through the same states: where both had at some time taken the
   * same records, and had just these in their cells, they are compared as they were then.
   */
  private void remember(Side side, long now) {
    if (now == 0 || decided) {
      return; // the first reading shows old rows, which need not belong together
    }
    Half half = half(side);
    half.sums.put(half.posted, half.taken);
    LedgerDigest taken = half.sums.get(half.ofCells);
    if (taken != null) {
      half.settled.put(taken, half.ofCells);
      if (half.ofCells.equals(half(side.other()).settled.get(taken))) {
        met = half.ofCells;
      }
    }
  }

  /** Whether both ledgers said the same after the same records, at some time. */
  boolean metInThePast() {
    return met != null;
  }

  /** Forgets the cells, and returns how many there are. */
  long decideByThePast() {
    decided = true;
    long[] compared = {0};
    half(Side.TESTED).cells.forEach((key, amount) -> compared[0]++);
    for (Half half : halves) {
      half.ofCells = met; // what was compared, which is not what they say now
    }
    forget();
    return compared[0];
  }

  private void forget() {
    for (Half half : halves) {
      half.cells = null;
      half.sums.clear();
      half.settled.clear();
    }
  }

  private static LedgerDigest negated(LedgerDigest digest) {
    return new LedgerDigest(~digest.high() + (digest.low() == 0 ? 1 : 0), -digest.low());
  }

  void disagreeing(int change) {
    disagreeing += change;
  }

  boolean schoolsAgree() {
    return disagreeing == 0;
  }

  long changedAt() {
    return changedAt;
  }

  boolean isDecided() {
    return decided;
  }

  /** Compares cell by cell, forgets the cells, and returns how many there were. */
  long decide(Differences differences) {
    decided = true;
    Side wrong = wrong();
    LongMap tested = half(Side.TESTED).cells;
    LongMap against = half(Side.AGAINST).cells;
    long[] compared = {0};
    tested.forEach(
        (key, amount) -> {
          compared[0]++;
          compare(key, amount, against.get(key), wrong, differences);
        });
    against.forEach(
        (key, amount) -> {
          if (tested.get(key) == 0) {
            compared[0]++;
            compare(key, 0, amount, wrong, differences);
          }
        });
    forget();
    return compared[0];
  }

  private void compare(long key, long amount, long against, Side wrong, Differences differences) {
    if (amount != against) {
      LocalDate day = LocalDate.ofEpochDay(key >> MEASURE_BITS);
      String measure = measures.word((int) (key & ((1 << MEASURE_BITS) - 1)));
      differences.add(new Difference.OfCell(code, day, measure, amount, against, wrong));
    }
  }

  /** Whose cells contradict its own schools; null if neither's do. */
  private Side wrong() {
    for (Side side : Side.values()) {
      if (!half(side).isSettled()) {
        return side;
      }
    }
    return null;
  }
}
