package org.countypulse.platform;

import java.io.PrintStream;
import java.time.Duration;

/** What a person at the terminal reads while a platform starts and runs. */
final class Console {
  private static final Duration PROGRESS_PAUSE = Duration.ofSeconds(5);
  private static final int LONGEST_LINE = 110;
  private static final int BAR_WIDTH = 20;

  private final PrintStream out;
  private final boolean isTerminal = System.console() != null;
  private final long startedNanos = System.nanoTime();
  private long progressNanos = startedNanos - PROGRESS_PAUSE.toNanos();
  private boolean isLineOpen;
  private String lastProgress = "";

  Console(PrintStream out) {
    this.out = out;
  }

  /** A line to stay, with the seconds since the start. */
  synchronized void say(String text) {
    closeLine();
    out.printf("%6.1f s  %s%n", (System.nanoTime() - startedNanos) / 1e9, text);
    out.flush();
  }

  /** A line exactly so, for programs that wait for it too. */
  synchronized void sayPlainly(String text) {
    closeLine();
    out.println(text);
    out.flush();
  }

  /** A line that the next one replaces; where there is no terminal, one every few seconds. */
  synchronized void progress(String text) {
    if (text.equals(lastProgress)) {
      return;
    }
    lastProgress = text;
    if (isTerminal) {
      out.print("\r\033[K          " + shortened(text));
      out.flush();
      isLineOpen = true;
    } else if (System.nanoTime() - progressNanos >= PROGRESS_PAUSE.toNanos()) {
      progressNanos = System.nanoTime();
      say(text);
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE - 1) + "…";
  }

  /**
   * A progress bar with words beside it.
   *
   * @param share from 0 to 1
   */
  void bar(double share, String text) {
    int filled = (int) (BAR_WIDTH * Math.max(0, Math.min(1, share)));
    progress(
        "[%s%s] %3.0f %%  %s"
            .formatted("#".repeat(filled), "-".repeat(BAR_WIDTH - filled), 100 * share, text));
  }

  /** Ends a line of progress, so that others can print. */
  synchronized void closeLine() {
    if (isLineOpen) {
      out.print("\r\033[K");
      isLineOpen = false;
    }
  }
}
