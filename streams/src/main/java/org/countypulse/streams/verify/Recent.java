package org.countypulse.streams.verify;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was said of late: one ledger is always some commits ahead of the other. */
final class Recent<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;
  private static final int MOST = 500;

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > MOST;
  }
}
