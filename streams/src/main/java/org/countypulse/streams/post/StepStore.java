package org.countypulse.streams.post;

import org.countypulse.domain.posting.SchoolStore;

/** A school's store of which writes may be held back for a while. */
public interface StepStore extends SchoolStore {

  /** Writes what was held back, and what else is put meanwhile at once. */
  void flushWith(Runnable putting);
}
