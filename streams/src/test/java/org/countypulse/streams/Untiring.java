package org.countypulse.streams;

import java.util.List;
import org.countypulse.streams.rebuild.Rebuild;

/** Lets a rebuild work all the time, and hears nothing of it. */
class Untiring implements Rebuild.Control, Rebuild.Listener {

  @Override
  public boolean paused() {
    return false;
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public boolean cancelledByNow() {
    return cancelled();
  }

  @Override
  public long restNanos(long workedNanos, long events) {
    return 0;
  }

  @Override
  public void progress(List<Rebuild.Part> parts) {}

  @Override
  public void waiting(String why) {}
}
