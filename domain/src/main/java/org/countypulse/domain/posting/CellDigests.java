package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;

/**
 * The digests of cells that were last asked for: to compute one takes longer than to post an event.
 * Each has one place where it can be; one that comes to the same place drives it out.
 */
final class CellDigests {

  private static final int LEAST = 1 << 10;
  private static final int MOST = 1 << 17;

  /** Some 24 bytes each, for every task of every view: a few per cent of the heap. */
  private static final long HEAP_BYTES_A_PLACE = 1 << 16;

  private static final int MEASURE_BITS = 16;
  private static final int DAY_BITS = 24;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final CountyView view;
  private final Map<String, Integer> counties = new HashMap<>();
  private final long[] cells;
  private final LedgerDigest[] digests;
  private final int shift;

  /** A school's postings come one after the other, and most of them go to one county. */
  private String lastCounty;

  private long lastNumber;

  CellDigests(CountyView view) {
    this.view = view;
    long room = Long.highestOneBit(Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_PLACE);
    int places = (int) Math.max(LEAST, Math.min(room, MOST));
    this.cells = new long[places];
    this.digests = new LedgerDigest[places];
    this.shift = Long.numberOfLeadingZeros(places) + 1;
  }

  /**
   * @param measure its number among the view's posted measures
   */
  LedgerDigest of(String county, LocalDate day, int measure) {
    if (!county.equals(lastCounty)) {
      lastNumber = counties.computeIfAbsent(county, c -> counties.size());
      lastCounty = county;
    }
    long dayOfCounty = lastNumber << DAY_BITS | day.toEpochDay() & (1 << DAY_BITS) - 1;
    long cell = dayOfCounty << MEASURE_BITS | measure;
    int place = (int) (cell * MIX >>> shift);
    if (digests[place] == null || cells[place] != cell) {
      cells[place] = cell;
      digests[place] = LedgerDigest.cell(county, day, view.posted().get(measure).name());
    }
    return digests[place];
  }
}
