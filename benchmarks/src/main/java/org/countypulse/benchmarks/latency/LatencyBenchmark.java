package org.countypulse.benchmarks.latency;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.countypulse.benchmarks.DrillLoad;
import org.countypulse.benchmarks.Part;
import org.countypulse.benchmarks.Results;
import org.countypulse.benchmarks.TestBed;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;

/**
 * How long after Kafka's acknowledgement a changed figure is on the event stream, while events come
 * at a steady rate: {@code ./countypulse up} with its live settings, or streams and dashboard as
 * processes of their own; events sent with {@link SchoolClient}, {@code GET /api/v1/live} listened
 * to over HTTP.
 *
 * <p>Twenty of the events a second are probes: drills of schools that are alone in their counties,
 * so that the next message that names the county is about that event. A county is used again only
 * when its last probe was heard.
 *
 * <pre>benchmarks/measure latency</pre>
 *
 * Arguments: {@code ways=up,parts commits=50 rates=1000,20000 seconds=20 options="…"}, the last for
 * the JVM of {@code up}; {@code record=false} writes nothing to the results. {@code ways=up
 * rebuild=none,auto history=1000000} measures once more while the drills' view is rebuilt from so
 * many events, again and again, with each of these throttles.
 */
public final class LatencyBenchmark {

  private static final int SCHOOLS = 2_000;
  private static final int COUNTIES = 136;
  private static final int PROBE_COUNTIES = 100;
  private static final int PARTITIONS = 4;
  private static final int PROBES_A_SECOND = 20;
  private static final int WARM_UP_SECONDS = 10;
  private static final int STEPS_A_SECOND = 200;

  private final Map<String, String> arguments = new LinkedHashMap<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Long> heard = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  public static void main(String[] given) throws Exception {
    new LatencyBenchmark(given).run();
  }

  private LatencyBenchmark(String[] given) {
    for (String one : given) {
      arguments.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
    }
  }

  private String argument(String name, String otherwise) {
    return arguments.getOrDefault(name, otherwise);
  }

  private void run() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| run as | commit every | events/s asked for | sent | probes | p50 ms | p90 ms | p99 ms | most ms |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    int seconds = Integer.parseInt(argument("seconds", "20"));
    for (String commit : argument("commits", "50").split(",")) {
      for (String way : argument("ways", "up,parts").split(",")) {
        if (way.equals("up")) {
          measureUp(commit, seconds, lines);
        } else {
          measureParts(commit, seconds, lines);
        }
      }
    }
    report(lines, seconds);
  }

  /** Everything with one command. */
  private void measureUp(String commit, int seconds, List<String> lines) throws Exception {
    Path data = Files.createTempDirectory("countypulse-latency");
    try (Part platform =
        Part.start(
            Pattern.compile("CountyPulse is ready: (\\S+)"),
            argument("options", ""),
            List.of("up", "--port", "0", "--data", data.toString(), "--commit-millis", commit))) {
      measure("`up`", commit, addresses(data), platform.url(), seconds, lines);
    } finally {
      try (var files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** Each part as a process of its own, beside the same broker and registry. */
  private void measureParts(String commit, int seconds, List<String> lines) throws Exception {
    try (TestBed bed = TestBed.start(PARTITIONS)) {
      List<String> cluster =
          List.of("--bootstrap", bed.bootstrap(), "--registry", bed.registryUrl());
      List<String> streams = new ArrayList<>(List.of("streams", "--commit-millis", commit));
      streams.addAll(List.of("--state", bed.folder().resolve("streams").toString()));
      streams.addAll(cluster);
      List<String> dashboard = new ArrayList<>(List.of("dashboard", "--port", "0"));
      dashboard.addAll(cluster);
      try (Part counting =
              Part.start(Pattern.compile("The streams run"), argument("options", ""), streams);
          Part showing =
              Part.start(
                  Pattern.compile("Listening: (\\S+)"), argument("options", ""), dashboard)) {
        Properties settings = new Properties();
        settings.putAll(bed.settings());
        measure("parts", commit, settings, showing.url(), seconds, lines);
      }
    }
  }

  private void measure(
      String way, String commit, Properties settings, String url, int seconds, List<String> lines)
      throws Exception {
    try (SchoolClient client = new SchoolClient(settings);
        LiveListener live = new LiveListener(url, this::heard)) {
      DrillLoad load = new DrillLoad(COUNTIES + PROBE_COUNTIES, SCHOOLS, 1);
      register(client, load, url);
      for (String rate : argument("rates", "1000,20000").split(",")) {
        int perSecond = Integer.parseInt(rate);
        measure(client, live, load, perSecond, WARM_UP_SECONDS);
        lines.add(
            "| %s | %s ms ".formatted(way, commit)
                + row(perSecond, measure(client, live, load, perSecond, seconds)));
        System.out.println(lines.get(lines.size() - 1));
      }
      if (!argument("rebuild", "").isEmpty()) {
        measureRebuilding(client, live, load, commit, url, seconds, lines);
      }
    }
  }

  /** The same beside rebuilds. */
  private void measureRebuilding(
      SchoolClient client,
      LiveListener live,
      DrillLoad load,
      String commit,
      String url,
      int seconds,
      List<String> lines)
      throws Exception {
    int history = Integer.parseInt(argument("history", "1000000"));
    for (int i = 0; i < history; i++) {
      client.send(load.drill(i % SCHOOLS));
    }
    client.flush();
    int perSecond = Integer.parseInt(argument("rates", "1000").split(",")[0]);
    awaitCounted(url);
    measure(client, live, load, perSecond, WARM_UP_SECONDS);
    lines.add(
        "| `up`, with history | %s ms ".formatted(commit)
            + row(perSecond, measure(client, live, load, perSecond, seconds)));
    System.out.println(lines.get(lines.size() - 1));
    for (String throttle : argument("rebuild", "").split(",")) {
      try (EndlessRebuild rebuild = EndlessRebuild.start(url, throttle)) {
        measure(client, live, load, perSecond, WARM_UP_SECONDS);
        double before = rebuild.completed();
        Measured measured = measure(client, live, load, perSecond, seconds);
        lines.add(
            "| `up`, rebuilding, throttle %s: %.1f times | %s ms "
                    .formatted(throttle, rebuild.completed() - before, commit)
                + row(perSecond, measured));
        System.out.println(lines.get(lines.size() - 1));
      }
    }
  }

  private static void awaitCounted(String url) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest freshness = HttpRequest.newBuilder(URI.create(url + "/api/v1/freshness")).build();
    do {
      TimeUnit.SECONDS.sleep(1);
    } while (!http.send(freshness, BodyHandlers.ofString()).body().contains("\"lag\":0,"));
  }

  /** As {@code up} wrote them into its data folder. */
  private static Properties addresses(Path data) throws IOException {
    Properties settings = new Properties();
    Properties ports = new Properties();
    try (var in = Files.newBufferedReader(data.resolve("settings"))) {
      ports.load(in);
    }
    settings.put("bootstrap.servers", "127.0.0.1:" + ports.getProperty("port.kafka"));
    settings.put(
        "schema.registry.url",
        "http://127.0.0.1:" + ports.getProperty("port.registry") + "/apis/ccompat/v7");
    return settings;
  }

  private static void register(SchoolClient client, DrillLoad load, String url) throws Exception {
    for (Event event : load.registrations()) {
      client.send(event);
    }
    client.flush();
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest lag =
        HttpRequest.newBuilder(
                URI.create(
                    url + "/api/v1/figures?measure=schools-open&window=total&level=province"))
            .build();
    long total = 0;
    while (total < SCHOOLS) {
      TimeUnit.MILLISECONDS.sleep(200);
      String answer = http.send(lag, BodyHandlers.ofString()).body();
      total =
          Pattern.compile("\"value\":(\\d+)")
              .matcher(answer)
              .results()
              .mapToLong(found -> Long.parseLong(found.group(1)))
              .sum();
    }
  }

  /** The first counties take the load, the last ones probes. */
  private record Measured(long sent, double seconds, long[] millisTenths, int unheard) {}

  private Measured measure(
      SchoolClient client, LiveListener live, DrillLoad load, int perSecond, int seconds)
      throws Exception {
    latencies.clear();
    List<Integer> loaded = new ArrayList<>();
    List<Integer> probes = new ArrayList<>();
    for (int school = 0; school < SCHOOLS; school++) {
      int county = school % load.counties().size();
      if (county < COUNTIES) {
        loaded.add(school);
      } else if (school < load.counties().size()) {
        probes.add(school);
      }
    }
    AtomicLong sent = new AtomicLong();
    long start = System.nanoTime();
    int probe = 0;
    for (int step = 0; step < seconds * STEPS_A_SECOND; step++) {
      long due = start + step * (1_000_000_000L / STEPS_A_SECOND);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int extra = 0;
      if (step % (STEPS_A_SECOND / PROBES_A_SECOND) == 0
          && !live.waitsFor(load.county(probes.get(probe % probes.size())))) {
        probe(client, live, load, probes.get(probe++ % probes.size()));
        extra = 1;
      }
      for (int i = extra; i < perSecond / STEPS_A_SECOND; i++) {
        client
            .send(load.drill(loaded.get((int) (sent.get() % loaded.size()))))
            .whenComplete((receipt, error) -> failure.compareAndSet(null, error));
        sent.incrementAndGet();
      }
      sent.addAndGet(extra);
    }
    double took = (System.nanoTime() - start) / 1e9;
    client.flush();
    for (int i = 0; i < 100 && live.waiting() > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("Sending failed", failure.get());
    }
    long[] all = latencies.stream().mapToLong(nanos -> nanos / 100_000).sorted().toArray();
    return new Measured(sent.get(), took, all, live.waiting());
  }

  private void probe(SchoolClient client, LiveListener live, DrillLoad load, int school) {
    String county = load.county(school);
    acknowledged.remove(county);
    heard.remove(county);
    live.waitFor(county);
    client
        .send(load.drill(school))
        .whenComplete(
            (receipt, error) -> {
              failure.compareAndSet(null, error);
              acknowledged.put(county, System.nanoTime());
              pair(county);
            });
  }

  private void heard(String county, long nanos) {
    heard.put(county, nanos);
    pair(county);
  }

  /** Either may come first: a fast view can be seen before the sender hears of the event. */
  private void pair(String county) {
    Long from = acknowledged.get(county);
    Long to = heard.get(county);
    if (from != null && to != null && acknowledged.remove(county, from)) {
      latencies.add(Math.max(0, to - from));
    }
  }

  private static String row(int asked, Measured measured) {
    long[] all = measured.millisTenths();
    return String.format(
        Locale.ROOT,
        "| %,d | %,.0f | %,d%s | %s | %s | %s | %s |",
        asked,
        measured.sent() / measured.seconds(),
        all.length,
        measured.unheard() > 0 ? " (and " + measured.unheard() + " not heard within 10 s)" : "",
        at(all, 0.5),
        at(all, 0.9),
        at(all, 0.99),
        at(all, 1));
  }

  private static String at(long[] sorted, double share) {
    return sorted.length == 0
        ? "–"
        : String.format(
            Locale.ROOT,
            "%.0f",
            sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)] / 10.0);
  }

  private void report(List<String> lines, int seconds) {
    lines.add("");
    lines.add(
        "%d s each after %d s to warm up; drills of %,d schools in %d counties; %d probes a second among them; all views, and JVM options as ./countypulse has them%s (all of `up` compiles with C1 only, parts with C2, but for the broker); sender, broker, registry, streams and dashboard on this machine."
            .formatted(
                seconds,
                WARM_UP_SECONDS,
                SCHOOLS,
                COUNTIES,
                PROBES_A_SECOND,
                argument("options", "").isEmpty() ? "" : ", but " + argument("options", "")));
    String text = String.join("\n", lines);
    System.out.println(text);
    if (Boolean.parseBoolean(argument("record", "true"))) {
      Results.write("latency", "Latency: acknowledged to seen", "benchmarks/measure latency", text);
    }
  }
}
