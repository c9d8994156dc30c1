package org.countypulse.benchmarks.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.countypulse.benchmarks.Results;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * How fast the read model answers at the country's size, measured with JMH in one JVM (without
 * forks, since the model takes a minute to build).
 *
 * <pre>benchmarks/measure reading</pre>
 *
 * Arguments: {@code only=REGEX} for some of {@link ReadModelBenchmark}; {@code record=false} writes
 * nothing to the results.
 */
public final class ReadingBenchmark {

  private ReadingBenchmark() {}

  public static void main(String[] given) throws Exception {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String one : given) {
      arguments.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
    }
    long start = System.nanoTime();
    String size = ReadModelBenchmark.Shared.COUNTRY.size();
    System.out.printf("built in %.0f s: %s%n", (System.nanoTime() - start) / 1e9, size);
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(
                ReadModelBenchmark.class.getSimpleName() + "." + arguments.getOrDefault("only", ""))
            .forks(0);
    if (arguments.containsKey("measure")) {
      options.param("measure", arguments.get("measure").split(","));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    String text =
        table(results)
            + "\n\nA model of %s; %,d MB of heap. JMH 1.37, sampled, 1 s to warm up, 2 s measured each, one thread."
                .formatted(size, used >> 20);
    System.out.println(text);
    if (Boolean.parseBoolean(arguments.getOrDefault("record", "true"))) {
      Results.write(
          "reading",
          "Reading: the read model at the country's size",
          "benchmarks/measure reading",
          text);
    }
  }

  private static String table(Collection<RunResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add("| asked | mean | p50 | p99 | p99.9 |");
    lines.add("|---|---|---|---|---|");
    for (RunResult result : results) {
      Statistics times = result.getPrimaryResult().getStatistics();
      lines.add(
          "| %s | %s | %s | %s | %s |"
              .formatted(
                  asked(result),
                  shown(times.getMean()),
                  shown(times.getPercentile(50)),
                  shown(times.getPercentile(99)),
                  shown(times.getPercentile(99.9))));
    }
    return String.join("\n", lines);
  }

  private static String asked(RunResult result) {
    String name = result.getParams().getBenchmark();
    List<String> words = new ArrayList<>();
    for (String param : result.getParams().getParamsKeys()) {
      words.add(result.getParams().getParam(param).toLowerCase(Locale.ROOT));
    }
    String what = String.join(", ", words);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "anyFigure" -> "any measure, any window, any day, of a " + what;
      case "allCounties" -> "all counties: " + what;
      default -> "all counties, small cells hidden: " + what;
    };
  }

  private static String shown(double micros) {
    return micros < 1_000
        ? String.format(Locale.ROOT, "%.1f µs", micros)
        : String.format(Locale.ROOT, "%.1f ms", micros / 1_000);
  }
}
