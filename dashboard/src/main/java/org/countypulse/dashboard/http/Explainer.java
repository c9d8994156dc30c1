package org.countypulse.dashboard.http;

import java.util.List;
import java.util.function.Predicate;
import org.countypulse.domain.explain.ExplainException;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Question;

/** Finds the events behind figures, in the log: the dashboard itself reads ledgers only. */
@FunctionalInterface
public interface Explainer {

  /**
   * The events behind some amounts, as of what the versions asked about have counted.
   *
   * @param settled whether the answers are what readers see; it is asked again for a while, with
   *     answers as of then
   * @return an answer for each question
   * @throws ExplainException if there is no answer, saying why and what to do
   */
  List<Explanation> explain(List<Question> questions, Predicate<List<Explanation>> settled);
}
