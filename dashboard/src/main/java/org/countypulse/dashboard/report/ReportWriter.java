package org.countypulse.dashboard.report;

import java.util.List;
import java.util.function.UnaryOperator;

/** Writes reports for people. */
public final class ReportWriter {

  private final Words words;
  private final UnaryOperator<String> countyNames;

  /**
   * A writer in one language.
   *
   * @param countyNames what a county is called
   */
  public ReportWriter(Words words, UnaryOperator<String> countyNames) {
    this.words = words;
    this.countyNames = countyNames;
  }

  private Pages pages(Report report) {
    return new Layout(report, words, countyNames).pages();
  }

  /** The Content-Security-Policy under which a browser takes the HTML page's style. */
  public static String policy() {
    return Html.policy();
  }

  /** The report in Markdown. */
  public String markdown(Report report) {
    return Markdown.of(pages(report));
  }

  /**
   * The report as one HTML page that prints well.
   *
   * @param otherLanguage the address of the same page in the other language
   */
  public String html(Report report, String otherLanguage) {
    return Html.of(
        pages(report),
        words.code(),
        List.of(words.say("language"), otherLanguage, "CountyPulse", "/"));
  }
}
