package org.countypulse.domain.posting;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.SchoolDigest;

/**
 * By what two versions of a view are compared, school by school: how many records of each type were
 * taken, and for each county a digest of what was posted there.
 */
final class Proof {

  private static final int DIGEST_BYTES = 16;

  private final List<EventType> types;
  private final long[] seen;
  private final Map<String, LedgerDigest> counties = new HashMap<>(2);

  /** Most schools post to one county all their life. */
  private String lastCounty;

  private LedgerDigest ofLastCounty;
  private boolean changed;

  Proof(List<EventType> types) {
    this.types = types;
    this.seen = new long[types.size()];
  }

  void take(EventType type) {
    seen[types.indexOf(type)]++;
    changed = true;
  }

  void post(String county, LedgerDigest cell, long amount) {
    if (!county.equals(lastCounty)) {
      settle();
      lastCounty = county;
      ofLastCounty = counties.getOrDefault(county, LedgerDigest.EMPTY);
    }
    ofLastCounty = ofLastCounty.plus(cell.times(amount));
    changed = true;
  }

  private void settle() {
    if (lastCounty != null) {
      counties.put(lastCounty, ofLastCounty);
    }
  }

  /** Whether it has changed since this was last asked. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  void pack(Packer to) {
    settle();
    for (long records : seen) {
      to.unsigned(records);
    }
    to.unsigned(counties.size());
    counties.forEach(
        (county, digest) -> to.text(county).sortedLong(digest.high()).sortedLong(digest.low()));
  }

  void unpack(Unpacker from) {
    for (int i = 0; i < seen.length; i++) {
      seen[i] = from.unsigned();
    }
    for (long left = from.unsigned(); left > 0; left--) {
      counties.put(from.text(), new LedgerDigest(from.sortedLong(), from.sortedLong()));
    }
  }

  /** Memory that it takes, about. */
  int bytes() {
    return Long.BYTES * seen.length + 6 * DIGEST_BYTES * counties.size();
  }

  SchoolDigest row(String school) {
    settle();
    Map<String, Long> records = new TreeMap<>();
    for (int i = 0; i < seen.length; i++) {
      if (seen[i] > 0) {
        records.put(types.get(i).name(), seen[i]);
      }
    }
    Map<String, String> digests = new TreeMap<>();
    counties.forEach(
        (county, digest) -> {
          if (!digest.equals(LedgerDigest.EMPTY)) {
            digests.put(county, digest.hex());
          }
        });
    return new SchoolDigest(school, records, digests);
  }
}
