package org.countypulse.domain.explain;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.posting.SchoolStatement.Line;

/**
 * The events that make up some amounts.
 *
 * @param sums of each part, over all events, in the order of the question
 * @param events the newest of those that count, newest first
 * @param eventsTotal how many there are
 * @param notCounted the newest of those that don't count but say something of the same, newest
 *     first
 * @param notCountedTotal how many there are
 * @param schools where schools are counted, each with its days
 * @param upTo by topic and partition: before which offset of the log it was read
 * @param missing by topic and partition: before which offset the log has been truncated
 */
public record Explanation(
    List<Sum> sums,
    List<Row> events,
    long eventsTotal,
    List<Row> notCounted,
    long notCountedTotal,
    List<SchoolDays> schools,
    Map<String, Map<Integer, Long>> upTo,
    Map<String, Map<Integer, Long>> missing) {

  /** The same, read further without finding anything more. */
  public Explanation upTo(Map<String, Map<Integer, Long>> offsets) {
    return new Explanation(
        sums, events, eventsTotal, notCounted, notCountedTotal, schools, offsets, missing);
  }

  /** The sum of a part, in the smallest unit of its measure. */
  public record Sum(Question.Part part, long amount) {}

  /**
   * An amount of an event.
   *
   * @param part null if it can't be told what the event would count
   * @param schoolName on the event's day, or null
   * @param county where it counts, or would; null if that can't be told
   * @param day the cell's day; null if the record could not be read
   * @param amount in the smallest unit of the measure; of an event that doesn't count what it would
   *     be by itself
   */
  public record Row(
      Question.Part part, String schoolName, String county, LocalDate day, long amount, Line line) {

    public String school() {
      return line.school();
    }
  }

  /**
   * A school that counts once.
   *
   * @param days on which it had an event
   * @param events how many
   */
  public record SchoolDays(String school, String name, List<LocalDate> days, long events) {}
}
