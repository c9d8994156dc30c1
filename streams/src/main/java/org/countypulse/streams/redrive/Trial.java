package org.countypulse.streams.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.MemoryStore;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SchoolPoster;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.countypulse.streams.redrive.TopicScan.Stretch;

/**
 * Posts copies on trial, with the engine that the stream posts with: the schools' events are read
 * from the log into a store in memory, what is in quarantine left out; then come the copies, and
 * what they post is what they would change. Where that would be too much to read, only the schools'
 * registrations are read: then it is not seen what other events have to do with the copies, and an
 * event that already counts seems to count anew.
 */
final class Trial implements AutoCloseable {

  /** Half a minute or so of reading. */
  static final long MOST_RECORDS = 5_000_000;

  /** Behind everything that is in the log. */
  static final long FIRST_COPY = Long.MAX_VALUE / 4;

  private static final int RECORDS_BETWEEN_FLUSHES = 10_000;

  /** A view and what it posts on trial. */
  private record Bench(
      CountyView view, Set<EventType> sources, Effects effects, SchoolPoster poster) {}

  /** Of a content that is refused for these, all copies are, and one row stands for them. */
  private static final Set<String> OF_ALL_COPIES =
      Stream.of(
              QuarantineReason.UNKNOWN_COUNTY,
              QuarantineReason.RULE_BROKEN,
              QuarantineReason.TOO_FAR_AHEAD)
          .map(QuarantineReason::word)
          .collect(Collectors.toSet());

  private final ValueFormat format;
  private final int partitions;
  private final List<Candidate> candidates;
  private final Set<Event> refused;
  private final List<Bench> benches;
  private final Map<EventType, ValueDecoder<SpecificRecord>> decoders = new HashMap<>();
  private boolean exact;

  /**
   * @param partitions of each event topic
   */
  Trial(ValueFormat format, Counties counties, int partitions, List<Candidate> candidates) {
    this.format = format;
    this.partitions = partitions;
    this.candidates = candidates;
    this.refused =
        candidates.stream()
            .filter(candidate -> OF_ALL_COPIES.contains(candidate.record().reason()))
            .map(Candidate::event)
            .collect(Collectors.toSet());
    Set<EventType> types = new HashSet<>();
    candidates.forEach(candidate -> types.add(candidate.event().type()));
    this.benches =
        Views.ALL.stream()
            .filter(view -> view.sources().stream().anyMatch(types::contains))
            .map(
                view -> {
                  Effects effects = new Effects();
                  return new Bench(
                      view,
                      view.sources(),
                      effects,
                      new SchoolPoster(view, counties, new MemoryStore(), effects));
                })
            .toList();
  }

  /**
   * Reads what the schools' other events are.
   *
   * @param quarantined where records stand that count nothing
   * @param mostRecords if there are more to read, only registrations are read
   */
  void readHistory(TopicScan scan, Set<Position> quarantined, long mostRecords) {
    Set<Bytes> schools = new HashSet<>();
    Set<Integer> homes = new HashSet<>();
    for (Candidate candidate : candidates) {
      schools.add(Bytes.wrap(candidate.key()));
      homes.add(candidate.home(partitions));
    }
    Set<EventType> sources = new HashSet<>();
    benches.forEach(bench -> sources.addAll(bench.sources()));
    Map<TopicPartition, Stretch> stretches = scan.stretches(partitions(sources, homes));
    exact = stretches.values().stream().mapToLong(Stretch::length).sum() <= mostRecords;
    if (!exact) {
      stretches = scan.stretches(partitions(Set.of(EventTypes.SCHOOL_REGISTERED), homes));
    }
    Map<String, EventType> types = new HashMap<>();
    sources.forEach(type -> types.put(type.topic(), type));
    int[] taken = {0};
    scan.read(
        stretches,
        record -> {
          if (record.key() != null
              && schools.contains(Bytes.wrap(record.key()))
              && !quarantined.contains(
                  new Position(record.topic(), record.partition(), record.offset()))) {
            takeHistory(types.get(record.topic()), record);
            if (++taken[0] % RECORDS_BETWEEN_FLUSHES == 0) {
              benches.forEach(bench -> bench.poster().flush());
            }
          }
        });
    benches.forEach(bench -> bench.poster().flush());
  }

  private static Set<TopicPartition> partitions(Set<EventType> types, Set<Integer> numbers) {
    Set<TopicPartition> partitions = new HashSet<>();
    types.forEach(
        type -> numbers.forEach(n -> partitions.add(new TopicPartition(type.topic(), n))));
    return partitions;
  }

  private void takeHistory(EventType type, ConsumerRecord<byte[], byte[]> record) {
    Event event;
    try {
      event = decode(type, record.value());
    } catch (UndecodableException | UnknownSchemaException e) {
      return; // it is in quarantine, or will be
    }
    if (refused.contains(event)) {
      return; // a further copy counts as little as the one on trial, and has no row of its own
    }
    boolean inPlace =
        Arrays.equals(record.key(), event.schoolId().getBytes(UTF_8))
            && record.partition() == Candidate.home(record.key(), partitions);
    if (inPlace) {
      receive(
          new Received(
              record.partition(),
              record.offset(),
              Instant.ofEpochMilli(record.timestamp()),
              event));
    }
  }

  private void receive(Received received) {
    for (Bench bench : benches) {
      if (bench.sources().contains(received.event().type())) {
        bench.poster().receive(received);
      }
    }
  }

  private Event decode(EventType type, byte[] value) {
    return Event.of(
        type,
        decoders
            .computeIfAbsent(type, t -> format.decoder(t.topic(), t.schema()))
            .decode(value == null ? new byte[0] : value));
  }

  /**
   * What would become of each copy that arrives now, in the order of the candidates.
   *
   * @param now when the copies would be appended
   */
  List<Verdict> judge(Instant now) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Candidate candidate : candidates) {
      verdicts.add(judge(candidate, FIRST_COPY + verdicts.size(), now));
    }
    return verdicts;
  }

  private Verdict judge(Candidate candidate, long offset, Instant now) {
    Event event = candidate.event();
    benches.forEach(bench -> bench.effects().begin(event, offset));
    receive(new Received(candidate.home(partitions), offset, now, event));
    CountyView owner = Views.owning(event.type());
    Verdict verdict =
        benches.stream()
            .filter(bench -> bench.view().equals(owner))
            .findFirst()
            .orElseThrow()
            .effects()
            .verdict();
    benches.forEach(bench -> bench.effects().end(verdict instanceof Verdict.Passes));
    return verdict;
  }

  /** Whether all of the schools' events were read. */
  boolean isExact() {
    return exact;
  }

  /** What the copies that pass would change, in order. */
  List<RedriveReport.Change> changes() {
    return benches.stream()
        .flatMap(bench -> bench.effects().changes(bench.view()).stream())
        .toList();
  }

  @Override
  public void close() {
    benches.forEach(bench -> bench.poster().close());
    decoders.values().forEach(ValueDecoder::close);
  }
}
