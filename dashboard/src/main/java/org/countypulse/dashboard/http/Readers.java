package org.countypulse.dashboard.http;

import io.javalin.http.Context;

/** What those who ask may see. */
@FunctionalInterface
public interface Readers {

  /** Everybody sees everything. */
  Readers TRUSTED = request -> true;

  /** Whether counts of very few persons are shown to whoever sends this request. */
  boolean seeSmallCells(Context request);
}
