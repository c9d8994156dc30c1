package org.countypulse.benchmarks.door;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.countypulse.benchmarks.DrillLoad;
import org.countypulse.benchmarks.HttpConnection;
import org.countypulse.benchmarks.Part;
import org.countypulse.benchmarks.Results;
import org.countypulse.benchmarks.TestBed;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.AidCategory;
import org.countypulse.schemas.event.StudentAidGrantedData;

/**
 * What it costs to encrypt who an event is about: grants of aid that name nobody, grants to
 * students whose keys are at hand, and grants to students of whom the door has never heard, through
 * {@code POST /events} and {@link SchoolClient}, in turn.
 *
 * <pre>benchmarks/measure persons</pre>
 *
 * Arguments: {@code rounds=5 events=200000 senders=12}; with {@code record=false} nothing is
 * written to the results.
 */
public final class PersonsBenchmark {

  private static final int SCHOOLS = 2_000;
  private static final int BATCH = 500;
  private static final int WARM_UP_ROUNDS = 2;

  private enum Kind {
    NOBODY("naming nobody"),
    KNOWN("of known students"),
    NEW("of new students");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final int rounds;
  private final int eventsInARound;
  private final int senders;
  private final boolean record;
  private final AtomicInteger newStudents = new AtomicInteger();
  private final Map<Kind, double[]> http = new EnumMap<>(Kind.class);
  private final Map<Kind, double[]> client = new EnumMap<>(Kind.class);

  private PersonsBenchmark(Map<String, String> arguments) {
    this.rounds = Integer.parseInt(arguments.getOrDefault("rounds", "5"));
    this.eventsInARound = Integer.parseInt(arguments.getOrDefault("events", "200000"));
    this.senders = Integer.parseInt(arguments.getOrDefault("senders", "12"));
    this.record = Boolean.parseBoolean(arguments.getOrDefault("record", "true"));
    for (Kind kind : Kind.values()) {
      http.put(kind, new double[rounds]);
      client.put(kind, new double[rounds]);
    }
  }

  public static void main(String[] given) throws Exception {
    Map<String, String> arguments = new java.util.HashMap<>();
    for (String one : given) {
      arguments.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
    }
    try (TestBed bed = TestBed.start(4)) {
      new PersonsBenchmark(arguments).run(bed);
    }
  }

  private void run(TestBed bed) throws Exception {
    Properties settings = new Properties();
    settings.putAll(bed.settings());
    try (SchoolClient sender = new SchoolClient(settings);
        Part gateway = gateway(bed)) {
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        for (Kind kind : Kind.values()) {
          double byHttp = sendHttp(gateway.url(), events(kind));
          double byClient = sendClient(sender, events(kind));
          System.out.printf(
              "round %d, %s: door %,.0f, client %,.0f events/s%n",
              round + 1, kind.words, byHttp, byClient);
          if (round >= 0) {
            http.get(kind)[round] = byHttp;
            client.get(kind)[round] = byClient;
          }
        }
      }
      report(sender.keys().size(), sender.keys().bytes());
    }
  }

  private static Part gateway(TestBed bed) {
    return Part.start(
        Pattern.compile("Listening: (\\S+)"),
        "",
        List.of(
            "gateway",
            "--bootstrap",
            bed.bootstrap(),
            "--registry",
            bed.registryUrl(),
            "--port",
            "0"));
  }

  private List<Event> events(Kind kind) {
    List<Event> events = new ArrayList<>(eventsInARound);
    for (int i = 0; i < eventsInARound; i++) {
      String student =
          switch (kind) {
            case NOBODY -> null;
            case KNOWN -> "known-%09d".formatted(i % 50_000);
            case NEW -> "new-%011d".formatted(newStudents.incrementAndGet());
          };
      events.add(grant(i, student));
    }
    return events;
  }

  private static Event grant(int number, String student) {
    Instant at = Instant.parse("2025-03-12T02:00:00Z");
    return new Event(
        EventTypes.STUDENT_AID_GRANTED,
        UUID.randomUUID().toString(),
        DrillLoad.school(number % SCHOOLS),
        LocalDate.parse("2025-03-12"),
        at,
        at,
        "benchmark",
        null,
        false,
        new StudentAidGrantedData(AidCategory.GRANT_SENIOR, 1, new BigDecimal("1250.00"), student));
  }

  private static double sendClient(SchoolClient client, List<Event> events) {
    AtomicLong acknowledged = new AtomicLong();
    long start = System.nanoTime();
    for (Event event : events) {
      client
          .send(event)
          .whenComplete(
              (receipt, error) -> {
                if (error == null) {
                  acknowledged.incrementAndGet();
                }
              });
    }
    client.flush();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (acknowledged.get() != events.size()) {
      throw new IllegalStateException("Only " + acknowledged + " events were acknowledged.");
    }
    return events.size() / seconds;
  }

  private double sendHttp(String url, List<Event> events) throws Exception {
    List<byte[]> bodies = DrillLoad.bodies(events, BATCH);
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Exception> failure = new AtomicReference<>();
    List<Thread> threads =
        IntStream.range(0, senders)
            .mapToObj(
                number -> new Thread(() -> post(url, bodies, next, failure), "sender-" + number))
            .toList();
    long start = System.nanoTime();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (failure.get() != null) {
      throw failure.get();
    }
    return events.size() / seconds;
  }

  private static void post(
      String url, List<byte[]> bodies, AtomicInteger next, AtomicReference<Exception> failure) {
    try (HttpConnection sender = new HttpConnection(url)) {
      for (int i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
        String answer = sender.post(bodies.get(i));
        if (!answer.startsWith("{\"accepted\":" + BATCH + ",")) {
          throw new IllegalStateException("Not all accepted: " + answer.substring(0, 200));
        }
      }
    } catch (java.io.IOException | RuntimeException e) {
      failure.set(e);
    }
  }

  private void report(long subjects, long bytes) {
    List<String> lines = new ArrayList<>();
    lines.add("| grants of aid | `POST /events`, events/s | share | `SchoolClient` | share |");
    lines.add("|---|---|---|---|---|");
    for (Kind kind : Kind.values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.2f | %,.0f | %.2f |",
              kind.words,
              median(http.get(kind)),
              share(http, kind),
              median(client.get(kind)),
              share(client, kind)));
    }
    lines.add("");
    lines.add(
        "%,d events each in %d rounds after two to warm up, medians; batches of %d on %d connections, one thread for `SchoolClient`. %,d keys in memory took %.1f bytes each."
            .formatted(
                eventsInARound, rounds, BATCH, senders, subjects, (double) bytes / subjects));
    String text = String.join("\n", lines);
    System.out.println(text);
    if (record) {
      Results.write("persons", "Events about persons", "benchmarks/measure persons", text);
    }
  }

  private static double share(Map<Kind, double[]> rates, Kind kind) {
    double[] of = rates.get(Kind.NOBODY);
    return median(
        IntStream.range(0, of.length).mapToDouble(i -> rates.get(kind)[i] / of[i]).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
