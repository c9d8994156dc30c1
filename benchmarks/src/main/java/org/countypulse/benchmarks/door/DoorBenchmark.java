package org.countypulse.benchmarks.door;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.benchmarks.DrillLoad;
import org.countypulse.benchmarks.HttpConnection;
import org.countypulse.benchmarks.Part;
import org.countypulse.benchmarks.Results;
import org.countypulse.benchmarks.TestBed;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.Views;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;

/**
 * Events a second through {@code POST /events} in batches of 500 and through {@link SchoolClient},
 * beside bare Kafka producers of the same records: same broker, same run, acks=all, idempotent, one
 * sending thread each. They send finished bytes or let Avro write them, with our settings (lz4,
 * batches of 64 KB) or with Kafka's own. The gateway is a process of its own, as {@code
 * ./countypulse gateway} starts it, and knows all schools.
 *
 * <pre>benchmarks/measure door</pre>
 *
 * Arguments: {@code rounds=3 seconds=6 senders=12 options="…"}, the last for the gateway's JVM;
 * with {@code record=false} nothing is written to the results.
 */
public final class DoorBenchmark {

  private static final int SCHOOLS = 2_000;
  private static final int COUNTIES = 136;
  private static final int EVENTS = 200_000;
  private static final int BATCH = 500;
  private static final int PARTITIONS = 4;
  private static final int WARM_UP_ROUNDS = 2;
  private static final String TOPIC = EventTypes.SAFETY_DRILL.topic();

  /** One way in: sends events until the deadline and returns how many were acknowledged. */
  private interface Way {
    long send(long deadlineNanos) throws Exception;
  }

  private record Arguments(int rounds, int seconds, int senders, String options, boolean record) {
    static Arguments of(String[] given) {
      Map<String, String> all = new LinkedHashMap<>();
      for (String one : given) {
        all.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
      }
      return new Arguments(
          Integer.parseInt(all.getOrDefault("rounds", "3")),
          Integer.parseInt(all.getOrDefault("seconds", "6")),
          Integer.parseInt(all.getOrDefault("senders", "12")),
          all.getOrDefault("options", ""),
          Boolean.parseBoolean(all.getOrDefault("record", "true")));
    }
  }

  private final Arguments arguments;
  private final TestBed bed;
  private final List<Event> events;
  private final List<byte[]> bodies;
  private final List<ProducerRecord<byte[], byte[]>> records;
  private final List<ProducerRecord<String, IndexedRecord>> avroRecords;

  /** Goes on from round to round, so that the door has long forgotten a body that comes again. */
  private final AtomicInteger next = new AtomicInteger();

  private DoorBenchmark(Arguments arguments, TestBed bed) {
    this.arguments = arguments;
    this.bed = bed;
    DrillLoad load = new DrillLoad(COUNTIES, SCHOOLS, 1);
    writeSchools(load.registrations());
    this.events = load.drills(EVENTS);
    this.bodies = DrillLoad.bodies(events, BATCH);
    try (ValueFormat format = bed.format()) {
      this.records =
          events.stream()
              .map(
                  event ->
                      new ProducerRecord<>(
                          TOPIC,
                          event.schoolId().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                          format.encode(TOPIC, event.toRecord())))
              .toList();
    }
    this.avroRecords =
        events.stream()
            .map(
                event ->
                    new ProducerRecord<String, IndexedRecord>(
                        TOPIC, event.schoolId(), event.toRecord()))
            .toList();
  }

  public static void main(String[] given) throws Exception {
    Arguments arguments = Arguments.of(given);
    try (TestBed bed = TestBed.start(PARTITIONS)) {
      new DoorBenchmark(arguments, bed).run();
    }
  }

  /** As the streams would: the gateway reads them to know whose school is registered. */
  private void writeSchools(List<Event> registrations) {
    String topic = Views.REGISTRY_ENROLLMENT.topics().schools();
    try (ValueFormat format = bed.format();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      for (Event event : registrations) {
        SchoolEntry entry =
            SchoolEntry.of(LocalDate.of(2020, 1, 1), (SchoolRegisteredData) event.data());
        producer.send(
            new ProducerRecord<>(
                topic,
                event.schoolId().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                format.encode(topic, new SchoolHistory(event.schoolId(), List.of(entry.toRow())))));
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(ourSettings(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** As one would be written that sends Avro: Avro's own writer, one for each schema. */
  private KafkaProducer<String, IndexedRecord> avroProducer(Map<String, Object> settings) {
    return new KafkaProducer<>(
        settings,
        new StringSerializer(),
        new StockAvroSerializer(WireFormat.schemaId(records.get(0).value())));
  }

  private Map<String, Object> defaultSettings() {
    return Map.of("bootstrap.servers", bed.bootstrap());
  }

  private Map<String, Object> ourSettings() {
    return Map.of(
        "bootstrap.servers", bed.bootstrap(),
        "acks", "all",
        "enable.idempotence", "true",
        "compression.type", "lz4",
        "linger.ms", "5",
        "batch.size", String.valueOf(64 * 1024));
  }

  private void run() throws Exception {
    Properties settings = new Properties();
    settings.putAll(bed.settings());
    try (SchoolClient client = new SchoolClient(settings);
        KafkaProducer<byte[], byte[]> bare = producer();
        KafkaProducer<String, IndexedRecord> avro = avroProducer(ourSettings());
        KafkaProducer<String, IndexedRecord> plain = avroProducer(defaultSettings());
        Part gateway = gateway()) {
      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("bare producer, finished bytes", deadline -> sendBare(bare, records, deadline));
      ways.put("bare producer, Avro records", deadline -> sendBare(avro, avroRecords, deadline));
      ways.put(
          "bare producer, Avro records, Kafka's default settings",
          deadline -> sendBare(plain, avroRecords, deadline));
      ways.put("`SchoolClient`", deadline -> sendClient(client, deadline));
      ways.put("`POST /events`", deadline -> sendHttp(gateway.url(), deadline));
      Map<String, double[]> rates = new LinkedHashMap<>();
      ways.keySet().forEach(name -> rates.put(name, new double[arguments.rounds()]));
      for (int round = -WARM_UP_ROUNDS; round < arguments.rounds(); round++) {
        for (Map.Entry<String, Way> way : ways.entrySet()) {
          double rate = rate(way.getKey(), way.getValue());
          System.out.printf("round %d: %s %,.0f events/s%n", round + 1, way.getKey(), rate);
          if (round >= 0) {
            rates.get(way.getKey())[round] = rate;
          }
        }
      }
      report(rates);
    }
  }

  private Part gateway() {
    return Part.start(
        Pattern.compile("Listening: (\\S+)"),
        arguments.options(),
        List.of(
            "gateway",
            "--bootstrap",
            bed.bootstrap(),
            "--registry",
            bed.registryUrl(),
            "--port",
            "0"));
  }

  private double rate(String name, Way way) throws Exception {
    long before = logged();
    long start = System.nanoTime();
    long sent = way.send(start + arguments.seconds() * 1_000_000_000L);
    double seconds = (System.nanoTime() - start) / 1e9;
    long logged = logged() - before;
    if (logged != sent) {
      throw new IllegalStateException(
          "%s: %,d events were acknowledged, and %,d are in the log".formatted(name, sent, logged));
    }
    return sent / seconds;
  }

  private <K, V> long sendBare(
      KafkaProducer<K, V> producer, List<ProducerRecord<K, V>> all, long deadline) {
    long sent = 0;
    AtomicReference<Exception> failure = new AtomicReference<>();
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < BATCH; i++) {
        producer.send(
            all.get((int) (sent % EVENTS)),
            (metadata, error) -> {
              if (error != null) {
                failure.set(error);
              }
            });
        sent++;
      }
    }
    producer.flush();
    check(failure.get());
    return sent;
  }

  private long sendClient(SchoolClient client, long deadline) {
    long sent = 0;
    AtomicLong acknowledged = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < BATCH; i++) {
        client
            .send(events.get((int) (sent % EVENTS)))
            .whenComplete(
                (receipt, error) -> {
                  if (error != null) {
                    failure.set(error);
                  } else {
                    acknowledged.incrementAndGet();
                  }
                });
        sent++;
      }
    }
    client.flush();
    check(failure.get());
    return acknowledged.get();
  }

  private long sendHttp(String url, long deadline) throws Exception {
    AtomicLong accepted = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> senders =
        IntStream.range(0, arguments.senders())
            .mapToObj(
                number ->
                    new Thread(
                        () -> {
                          try (HttpConnection sender = new HttpConnection(url)) {
                            while (System.nanoTime() < deadline) {
                              accepted.addAndGet(post(sender, next.getAndIncrement()));
                            }
                          } catch (IOException | RuntimeException e) {
                            failure.set(e);
                          }
                        },
                        "sender-" + number))
            .toList();
    senders.forEach(Thread::start);
    for (Thread sender : senders) {
      sender.join();
    }
    check(failure.get());
    return accepted.get();
  }

  private int post(HttpConnection sender, int number) throws IOException {
    String answer = sender.post(bodies.get(number % bodies.size()));
    if (!answer.startsWith("{\"accepted\":" + BATCH + ",")) {
      throw new IOException("Not all of them were accepted: " + answer.substring(0, 200));
    }
    return BATCH;
  }

  private static void check(Throwable failure) {
    if (failure instanceof IOException e) {
      throw new UncheckedIOException(e);
    }
    if (failure != null) {
      throw new IllegalStateException("Sending failed", failure);
    }
  }

  private long logged() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrap()))) {
      Map<TopicPartition, OffsetSpec> ends = new LinkedHashMap<>();
      for (int i = 0; i < PARTITIONS; i++) {
        ends.put(new TopicPartition(TOPIC, i), OffsetSpec.latest());
      }
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }

  private void report(Map<String, double[]> rates) {
    Iterator<double[]> baselines = rates.values().iterator();
    double[] bare = baselines.next();
    double[] avro = baselines.next();
    double[] plain = baselines.next();
    List<String> lines = new ArrayList<>();
    lines.add(
        "| way in | events/s, median | of finished bytes | of Avro records | of default settings | rounds |");
    lines.add("|---|---|---|---|---|---|");
    rates.forEach(
        (name, all) -> {
          String rounds =
              String.join(
                  ", ",
                  Arrays.stream(all)
                      .mapToObj(r -> String.format(Locale.ROOT, "%,.0f", r))
                      .toList());
          lines.add(
              String.format(
                  Locale.ROOT,
                  "| %s | %,.0f | %.2f | %.2f | %.2f | %s |",
                  name,
                  median(all),
                  share(all, bare),
                  share(all, avro),
                  share(all, plain),
                  rounds));
        });
    int bytes = records.get(0).value().length;
    int json = bodies.get(0).length / BATCH;
    lines.add("");
    lines.add(
        "%d s each in %d rounds after two to warm up; drills of %,d schools, %d bytes of Avro or some %d of JSON; %d partitions; batches of %d on %d connections; gateway as ./countypulse starts it%s; broker with 256 MB and C1, as in ./countypulse up; all on this machine."
            .formatted(
                arguments.seconds(),
                arguments.rounds(),
                SCHOOLS,
                bytes,
                json,
                PARTITIONS,
                BATCH,
                arguments.senders(),
                arguments.options().isEmpty() ? "" : " with " + arguments.options()));
    String text = String.join("\n", lines);
    System.out.println(text);
    if (arguments.record()) {
      Results.write("door", "The door", "benchmarks/measure door", text);
    }
  }

  /** The median of the shares of each round. */
  private static double share(double[] rates, double[] of) {
    return median(IntStream.range(0, rates.length).mapToDouble(i -> rates[i] / of[i]).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
