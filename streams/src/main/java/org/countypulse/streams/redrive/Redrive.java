package org.countypulse.streams.redrive;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.Decision;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.countypulse.streams.VersionTable;
import org.countypulse.streams.ViewVersions;
import org.countypulse.streams.post.KafkaEventLog;
import org.countypulse.streams.redrive.DecisionWriter.Copy;
import org.countypulse.streams.redrive.RedriveException.Obstacle;

/**
 * Dismisses records in quarantine, and sends them again. Safe for use by several threads, which
 * wait for each other; of several processes the last one to begin wins, and the others begin anew.
 */
public final class Redrive {

  /** The one id of all who decide. */
  public static final String TRANSACTIONAL_ID = "countypulse.quarantine";

  /** So many records are looked at in one go. */
  static final int MOST_AT_ONCE = 50_000;

  private static final long MOST_BYTES = 64L << 20;
  private static final int MOST_EXAMPLES = 5;
  private static final int MOST_TRIES = 5;

  private final Map<String, Object> client;
  private final ValueFormat format;
  private final Counties counties;
  private final Clock clock;
  private final ReentrantLock working = new ReentrantLock();

  /**
   * @param client {@code bootstrap.servers} and security settings
   * @param format how values are read and written
   * @param counties the list that the stream uses
   * @param clock tells when copies arrive
   */
  public Redrive(Map<String, Object> client, ValueFormat format, Counties counties, Clock clock) {
    this.client = Map.copyOf(client);
    this.format = format;
    this.counties = counties;
    this.clock = clock;
  }

  /** Says what would happen, and does nothing. */
  public RedriveReport tryOut(Selection selection) {
    return explained(
        () -> {
          try (Plan plan = plan(selection)) {
            return plan.report(true, 0);
          }
        });
  }

  /**
   * Sends the selected records that pass again, each in one transaction with the note that it was.
   *
   * @param by who wants it
   * @param why may be empty
   */
  public RedriveReport redrive(Selection selection, String by, String why) {
    long[] done = {0};
    return writing(
        writer -> {
          try (Plan plan = plan(selection)) {
            List<Copy> copies = plan.copies(by, why, clock);
            Map<Position, String> tooLarge = writer.write(copies, written -> done[0] += written);
            plan.refuse(tooLarge);
            return plan.report(false, done[0]);
          }
        });
  }

  /**
   * Notes that the selected records shall not count.
   *
   * @param by who wants it
   * @param why in words
   * @return how many were dismissed, and how many more are to be, too many for one go
   */
  public Dismissed dismiss(Selection selection, String by, String why) {
    long[] done = {0};
    return writing(
        writer -> {
          OpenQuarantine open;
          try (TopicScan scan = new TopicScan(client)) {
            open = open(scan, selection);
          }
          List<Copy> rows =
              open.records().stream()
                  .map(record -> Copy.none(decision(record, Decision.DISMISSED, by, why, clock)))
                  .toList();
          writer.write(rows, written -> done[0] += written);
          return new Dismissed(done[0], open.left());
        });
  }

  /**
   * What a dismissal did.
   *
   * @param left how many more are selected: ask again
   */
  public record Dismissed(long dismissed, long left) {}

  static QuarantineDecision decision(
      QuarantinedRecord record, Decision decision, String by, String why, Clock clock) {
    return QuarantineDecision.newBuilder()
        .setTopic(record.position().topic())
        .setPartition(record.position().partition())
        .setOffset(record.position().offset())
        .setDecision(decision)
        .setWhy(why)
        .setBy(by)
        .setAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .setReason(record.reason())
        .setEventType(record.type().name())
        .setSchoolId(record.school())
        .setEventId(record.eventId())
        .setSource(record.source())
        .setView(record.view())
        .build();
  }

  private interface Writing<T> {
    T with(DecisionWriter writer);
  }

  /** Everything is decided anew after somebody else has written. */
  private <T> T writing(Writing<T> work) {
    return explained(
        () -> {
          for (int attempt = 1; ; attempt++) {
            try (DecisionWriter writer = DecisionWriter.open(client, format)) {
              return work.with(writer);
            } catch (KafkaException e) {
              if (!DecisionWriter.isFenced(e)) {
                throw e;
              }
              if (attempt == MOST_TRIES) {
                throw new RedriveException(
                    Obstacle.OTHERS,
                    "Somebody else is deciding on the quarantine at the same time. Look at what"
                        + " they did, and try again.",
                    e);
              }
            }
          }
        });
  }

  private <T> T explained(Supplier<T> work) {
    if (!working.tryLock()) {
      throw new RedriveException(
          Obstacle.OTHERS,
          "Another request about the quarantine is being worked on; ask again when it is done.",
          null);
    }
    try {
      return work.get();
    } catch (AuthorizationException e) {
      throw new RedriveException(
          Obstacle.RIGHT,
          "Our Kafka user lacks a right: "
              + e.getMessage()
              + " Whoever runs the cluster gives it: ./countypulse access --redrive USER",
          e);
    } catch (RegistryUnavailableException e) {
      throw new RedriveException(
          Obstacle.AWAY, "The schema registry can't be asked now: " + e.getMessage(), e);
    } catch (KafkaException e) {
      throw new RedriveException(Obstacle.AWAY, "Kafka can't be asked now: " + e.getMessage(), e);
    } finally {
      working.unlock();
    }
  }

  private OpenQuarantine open(TopicScan scan, Selection selection) {
    VersionTable versions = new ViewVersions(client, format).read();
    return OpenQuarantine.read(scan, format, versions, selection, MOST_AT_ONCE);
  }

  private Plan plan(Selection selection) {
    TopicScan scan = new TopicScan(client);
    try (KafkaEventLog log = new KafkaEventLog(client)) {
      int partitions = scan.partitions(EventTypes.SCHOOL_REGISTERED.topic()).size();
      OpenQuarantine open = open(scan, selection);
      Plan plan = new Plan(open, partitions);
      plan.judge(scan, open.originals(scan, log, MOST_BYTES));
      return plan;
    } finally {
      scan.close();
    }
  }

  /** The selected records, and what is to be done with each. */
  private final class Plan implements AutoCloseable {

    private final OpenQuarantine open;
    private final int partitions;
    private final Map<Position, Verdict.Refused> refused = new LinkedHashMap<>();
    private final Map<Candidate, Verdict.Passes> passing = new LinkedHashMap<>();
    private long left;
    private Trial trial;

    Plan(OpenQuarantine open, int partitions) {
      this.open = open;
      this.partitions = partitions;
      this.left = open.left();
    }

    void judge(TopicScan scan, Map<Position, byte[]> originals) {
      List<Candidate> candidates = new ArrayList<>();
      Map<EventType, ValueDecoder<SpecificRecord>> decoders = new HashMap<>();
      for (QuarantinedRecord record : open.records()) {
        byte[] value = originals.get(record.position());
        if (value == null) {
          left++;
        } else {
          decode(record, value, decoders, candidates);
        }
      }
      decoders.values().forEach(ValueDecoder::close);
      trial = new Trial(format, counties, partitions, candidates);
      trial.readHistory(scan, open.positions(), Trial.MOST_RECORDS);
      List<Verdict> verdicts = trial.judge(clock.instant());
      for (int i = 0; i < candidates.size(); i++) {
        Candidate candidate = candidates.get(i);
        if (verdicts.get(i) instanceof Verdict.Passes passed) {
          passing.put(candidate, passed);
        } else if (verdicts.get(i) instanceof Verdict.Refused refusal) {
          refused.put(candidate.record().position(), refusal);
        }
      }
    }

    private void decode(
        QuarantinedRecord record,
        byte[] value,
        Map<EventType, ValueDecoder<SpecificRecord>> decoders,
        List<Candidate> candidates) {
      EventType type = record.type();
      try {
        ValueDecoder<SpecificRecord> decoder =
            decoders.computeIfAbsent(type, t -> format.decoder(t.topic(), t.schema()));
        candidates.add(new Candidate(record, value, Event.of(type, decoder.decode(value))));
      } catch (UndecodableException e) {
        refused.put(record.position(), new Verdict.Refused("undecodable", e.getMessage()));
      } catch (UnknownSchemaException e) {
        refused.put(record.position(), new Verdict.Refused("unknown-schema", e.getMessage()));
      }
    }

    List<Copy> copies(String by, String why, Clock at) {
      return passing.keySet().stream()
          .map(
              candidate ->
                  new Copy(
                      decision(candidate.record(), Decision.REDRIVEN, by, why, at),
                      candidate.home(partitions),
                      candidate.key(),
                      candidate.value()))
          .toList();
    }

    void refuse(Map<Position, String> tooLarge) {
      passing.keySet().removeIf(candidate -> tooLarge.containsKey(candidate.record().position()));
      tooLarge.forEach(
          (position, detail) -> refused.put(position, new Verdict.Refused("too-large", detail)));
    }

    RedriveReport report(boolean dryRun, long redriven) {
      return new RedriveReport(
          dryRun,
          passing.size() + refused.size(),
          left,
          passingByWord(),
          refusals(),
          trial.changes(),
          trial.isExact(),
          redriven);
    }

    private TreeMap<String, Long> passingByWord() {
      TreeMap<String, Long> words = new TreeMap<>();
      passing.values().forEach(passes -> words.merge(passes.word(), 1L, Long::sum));
      return words;
    }

    private List<RedriveReport.Refused> refusals() {
      Map<String, List<Position>> byReason = new TreeMap<>();
      refused.forEach(
          (position, refusal) ->
              byReason.computeIfAbsent(refusal.reason(), r -> new ArrayList<>()).add(position));
      List<RedriveReport.Refused> all = new ArrayList<>();
      byReason.forEach(
          (reason, positions) ->
              all.add(
                  new RedriveReport.Refused(
                      reason,
                      positions.size(),
                      refused.get(positions.get(0)).detail(),
                      positions.stream().limit(MOST_EXAMPLES).toList())));
      return all;
    }

    @Override
    public void close() {
      trial.close();
    }
  }
}
