package org.countypulse.streams;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how long a rebuild shall rest between its batches, so that what is live stays quick.
 *
 * <ul>
 *   <li>{@code none}: not at all.
 *   <li>a number: as long as it takes to read no more than so many events a second.
 *   <li>{@code auto}: a daemon thread looks several times a second how long new events wait until
 *       the versions that readers use have counted them. Where that is too long the rebuild works
 *       for a smaller share of its time, at once; when it is short again the share grows slowly.
 * </ul>
 */
public final class RebuildThrottle implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RebuildThrottle.class);

  /** Beside a few commit intervals: a quarter of a second is what people get without a rebuild. */
  private static final long WAIT_NANOS = 300_000_000L;

  private static final long LOOKS_EVERY_MILLIS = 100;
  private static final double LEAST_SHARE = 0.05;
  private static final double FIRST_SHARE = 0.5;
  private static final double GROWS_BY = 0.01;
  private static final long LONGEST_REST_NANOS = 2_000_000_000L;

  /**
   * What is read is then posted, which takes time as well and is made up for; a pause is longer.
   */
  private static final long CREDIT_NANOS = 30_000_000_000L;

  /** Asked by its own thread. */
  private final Supplier<Collection<Map<TopicPartition, Long>>> counted;

  private final CountedOffsets offsets;
  private final long eventsPerSecond;
  private final LiveDelay delay = new LiveDelay();
  private final Thread thread;

  /** How long what was read would have to take, of those that are kept to a number. */
  private long dueNanos = System.nanoTime();

  private volatile double share;
  private volatile boolean closed;

  private RebuildThrottle(
      CountedOffsets offsets,
      Supplier<Collection<Map<TopicPartition, Long>>> counted,
      double share,
      long eventsPerSecond) {
    this.offsets = offsets;
    this.counted = counted;
    this.share = share;
    this.eventsPerSecond = eventsPerSecond;
    this.thread = new Thread(this::run, "rebuild-throttle");
    this.thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param setting {@code auto}, {@code none}, or events a second
   * @param live the versions that readers use
   */
  public static RebuildThrottle start(
      String setting, CountedOffsets offsets, Supplier<Collection<Version>> live) {
    boolean isAuto = setting.equals("auto");
    long limit = limit(setting).orElse(0);
    RebuildThrottle throttle =
        new RebuildThrottle(
            offsets, () -> offsets.of(live.get()).values(), isAuto ? FIRST_SHARE : 1, limit);
    if (isAuto) {
      throttle.thread.start();
    }
    return throttle;
  }

  /** How many events a second a setting allows, if it says a number. */
  public static OptionalLong limit(String setting) {
    return setting.equals("auto") || setting.equals("none")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(setting));
  }

  private void run() {
    while (!closed) {
      try {
        Collection<Map<TopicPartition, Long>> now = counted.get();
        Map<TopicPartition, Long> ends = offsets.ends(LiveDelay.partitions(now));
        share = next(share, delay.after(System.nanoTime(), ends, now));
      } catch (RuntimeException e) {
        LOG.debug("How quick the live views are can't be told now; resting more", e);
        share = LEAST_SHARE;
      }
      pause();
    }
  }

  /**
   * The share of its time that a rebuild may work from now on.
   *
   * @param waitNanos how long the last events have been waiting
   */
  static double next(double share, long waitNanos) {
    return waitNanos > WAIT_NANOS
        ? Math.max(LEAST_SHARE, share * 0.7)
        : Math.min(1, share + GROWS_BY);
  }

  private void pause() {
    try {
      Thread.sleep(LOOKS_EVERY_MILLIS + ThreadLocalRandom.current().nextInt(20));
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /**
   * How long to rest now; safe to ask from several threads, each for itself.
   *
   * @param workedNanos how long was just worked
   * @param events how many were read in that time
   */
  public long restNanos(long workedNanos, long events) {
    return eventsPerSecond > 0
        ? restAt(System.nanoTime(), events)
        : Math.min(LONGEST_REST_NANOS, restAfter(workedNanos, share));
  }

  /** All threads together keep to the number. */
  synchronized long restAt(long now, long events) {
    if (events == 0) {
      return 0;
    }
    long from = dueNanos - now < -CREDIT_NANOS ? now - CREDIT_NANOS : dueNanos;
    dueNanos = from + (long) (1e9 * events / eventsPerSecond);
    return Math.max(0, dueNanos - now);
  }

  /** Such that work is its share of work and rest. */
  static long restAfter(long workNanos, double share) {
    return share >= 1 ? 0 : (long) (Math.max(0, workNanos) * (1 - share) / share);
  }

  /** The share of its time that the rebuild may work now, from 0 to 1. */
  public double share() {
    return share;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
