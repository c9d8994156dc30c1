package org.countypulse.dashboard.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How far everybody had got when the cluster last answered.
 *
 * @param lastEventAt when the newest event was appended to the log, or null if there is none
 * @param views by view and version ({@code safety-drills.v1})
 * @param readerLag rows of the promoted ledgers that this dashboard has not read yet
 * @param notReady what the streams still have to do of what stood in the log at start, in sentences
 */
public record Progress(
    Instant lastEventAt, Map<String, OfView> views, long readerLag, List<String> notReady) {

  static final Progress UNKNOWN =
      new Progress(null, Map.of(), 0, List.of("The cluster has not answered yet."));

  /**
   * How far a version has got in one partition of an event topic.
   *
   * @param done offsets that it has taken
   * @param toDo offsets before the end: the log's, or that of what was known at its instant
   */
  public record OfPartition(String topic, int partition, long done, long toDo) {}

  /**
   * How far one version of a view has got.
   *
   * @param lag event records and postings that it has not counted yet
   * @param records all of them
   * @param partitions those of the event topics
   * @param rate events a second that it took lately
   */
  public record OfView(long lag, long records, List<OfPartition> partitions, double rate) {

    static final OfView UNKNOWN = new OfView(0, 0, List.of(), 0);

    /** The share that is counted, from 0 to 1. */
    public double share() {
      return records == 0 ? 1 : Math.max(0, 1 - (double) lag / records);
    }

    /** Events that it has not taken yet. */
    public long toDo() {
      return partitions.stream().mapToLong(OfPartition::toDo).sum();
    }

    /** In how many seconds it will have taken them at that rate; null if there is no telling. */
    public Long etaSeconds() {
      return toDo() == 0 || rate <= 0 ? null : (Long) (long) Math.ceil(toDo() / rate);
    }
  }

  /** Of a version that is not known: no lag. */
  public OfView of(String viewId) {
    return views.getOrDefault(viewId, OfView.UNKNOWN);
  }
}
