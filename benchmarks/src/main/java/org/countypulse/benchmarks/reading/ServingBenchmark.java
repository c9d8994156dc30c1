package org.countypulse.benchmarks.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.countypulse.benchmarks.DrillLoad;
import org.countypulse.benchmarks.HttpConnection;
import org.countypulse.benchmarks.Part;
import org.countypulse.benchmarks.Results;
import org.countypulse.producers.SchoolClient;

/**
 * Requests a second that the API answers, beside a file from the same server: {@code ./countypulse
 * up} with a year of drills, asked by this program over connections that are kept.
 *
 * <pre>benchmarks/measure serving</pre>
 *
 * Arguments: {@code seconds=5 connections=4 options="…"}, the last for the JVM of {@code up};
 * {@code record=false} writes nothing to the results.
 */
public final class ServingBenchmark {

  private static final int SCHOOLS = 2_000;
  private static final int COUNTIES = 136;
  private static final int DRILLS = 20_000;
  private static final int WARM_UP_SECONDS = 5;

  private record Served(double perSecond, int bytes) {}

  private ServingBenchmark() {}

  public static void main(String[] given) throws Exception {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String one : given) {
      arguments.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
    }
    int seconds = Integer.parseInt(arguments.getOrDefault("seconds", "5"));
    int connections = Integer.parseInt(arguments.getOrDefault("connections", "4"));
    String options = arguments.getOrDefault("options", "");
    Path data = Files.createTempDirectory("countypulse-serving");
    Map<String, Served> served = new LinkedHashMap<>();
    try (Part platform =
        Part.start(
            Pattern.compile("CountyPulse is ready: (\\S+)"),
            options,
            List.of("up", "--port", "0", "--data", data.toString()))) {
      DrillLoad load = new DrillLoad(COUNTIES, SCHOOLS, 1);
      try (SchoolClient client = new SchoolClient(addresses(data))) {
        load.registrations().forEach(client::send);
        load.drills(DRILLS).forEach(client::send);
      }
      awaitDrills(platform.url());
      for (Map.Entry<String, String> path : paths(load).entrySet()) {
        serve(platform.url(), path.getValue(), connections, WARM_UP_SECONDS);
        Served is = serve(platform.url(), path.getValue(), connections, seconds);
        System.out.printf("%s: %,.0f/s of %,d bytes%n", path.getKey(), is.perSecond(), is.bytes());
        served.put(path.getKey(), is);
      }
    } finally {
      try (var files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
    report(served, seconds, connections, options, arguments);
  }

  private static Map<String, String> paths(DrillLoad load) {
    String when = "&window=30d&asOf=2025-06-30";
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("a file: the page", "/");
    paths.put("a measure by county", "/api/v1/figures?measure=drills-held" + when);
    paths.put("a measure by province", "/api/v1/figures?level=province&measure=drills-held" + when);
    paths.put(
        "every measure of a county",
        "/api/v1/counties/" + load.counties().get(0) + "?" + when.substring(1));
    return paths;
  }

  /** As {@code up} wrote them into its data folder. */
  private static Properties addresses(Path data) throws IOException {
    Properties ports = new Properties();
    try (var in = Files.newBufferedReader(data.resolve("settings"))) {
      ports.load(in);
    }
    Properties settings = new Properties();
    settings.put("bootstrap.servers", "127.0.0.1:" + ports.getProperty("port.kafka"));
    settings.put(
        "schema.registry.url",
        "http://127.0.0.1:" + ports.getProperty("port.registry") + "/apis/ccompat/v7");
    return settings;
  }

  private static void awaitDrills(String url) throws IOException, InterruptedException {
    try (HttpConnection connection = new HttpConnection(url)) {
      long counted = 0;
      while (counted < DRILLS) {
        TimeUnit.MILLISECONDS.sleep(200);
        String answer =
            connection.get(
                "/api/v1/figures?level=province&measure=drills-held&window=total&asOf=2030-01-01");
        counted =
            Pattern.compile("\"value\":(\\d+)")
                .matcher(answer)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
      }
    }
  }

  private static Served serve(String url, String path, int connections, int seconds)
      throws Exception {
    AtomicLong answers = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    AtomicReference<Exception> failure = new AtomicReference<>();
    long start = System.nanoTime();
    long deadline = start + seconds * 1_000_000_000L;
    List<Thread> threads =
        IntStream.range(0, connections)
            .mapToObj(
                number ->
                    new Thread(
                        () -> {
                          try (HttpConnection connection = new HttpConnection(url)) {
                            while (System.nanoTime() < deadline) {
                              bytes.set(connection.getBytes(path).length);
                              answers.incrementAndGet();
                            }
                          } catch (IOException e) {
                            failure.set(e);
                          }
                        },
                        "reader-" + number))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return new Served(answers.get() * 1e9 / (System.nanoTime() - start), bytes.intValue());
  }

  private static void report(
      Map<String, Served> served,
      int seconds,
      int connections,
      String options,
      Map<String, String> arguments) {
    double file = served.values().iterator().next().perSecond();
    List<String> lines = new ArrayList<>();
    lines.add("| answer | bytes | requests/s | of the file's |");
    lines.add("|---|---|---|---|");
    served.forEach(
        (name, is) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,.0f | %.2f |",
                    name,
                    is.bytes(),
                    is.perSecond(),
                    is.perSecond() / file)));
    lines.add("");
    lines.add(
        "%d s each after %d s to warm up, %d connections that are kept, from a Java program on this machine; ./countypulse up%s with %,d drills of %,d schools in %d counties."
            .formatted(
                seconds,
                WARM_UP_SECONDS,
                connections,
                options.isEmpty() ? "" : " with " + options,
                DRILLS,
                SCHOOLS,
                COUNTIES));
    String text = String.join("\n", lines);
    System.out.println(text);
    if (Boolean.parseBoolean(arguments.getOrDefault("record", "true"))) {
      Results.write(
          "serving", "Reading: the API beside a file", "benchmarks/measure serving", text);
    }
  }
}
