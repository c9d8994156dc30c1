package org.countypulse.streams;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges whether readers may go over from one version of a view to another. */
public interface PromotionCheck {

  /** Lets everything pass. */
  PromotionCheck NONE = request -> Verdict.PASSED;

  /**
   * What is asked.
   *
   * @param from what readers use now
   * @param to what they shall use; it has counted everything that {@code from} has
   * @param accepted the measures of which whoever asks accepts that they differ
   * @param acceptBehind whether it is accepted that what {@code from} has not counted any more
   *     can't be compared
   * @param by who asks
   */
  record Request(Version from, Version to, Set<String> accepted, boolean acceptBehind, String by) {}

  /**
   * What came out.
   *
   * @param refusal why not, in a sentence that says what to do; empty if it may
   * @param more further members for the answer over HTTP, such as the certificate; may be empty
   * @param whenPromoted what to do when readers have gone over
   */
  record Verdict(Optional<String> refusal, Map<String, Object> more, Runnable whenPromoted) {
    public static final Verdict PASSED = new Verdict(Optional.empty(), Map.of());

    public Verdict(Optional<String> refusal, Map<String, Object> more) {
      this(refusal, more, () -> {});
    }
  }

  /** May take as long as comparing two ledgers does. */
  Verdict judge(Request request);
}
