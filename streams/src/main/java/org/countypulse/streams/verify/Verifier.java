package org.countypulse.streams.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.DifferingCell;
import org.countypulse.schemas.ledger.DifferingRow;
import org.countypulse.schemas.ledger.VerificationOutcome;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.TopicsException;

/**
 * Reads two versions' ledgers from Kafka, goes on reading while events are counted, and compares
 * them; what comes out is a {@link Certificate}. Works in the caller's thread.
 */
public final class Verifier {

  /** For so long a county may keep on moving, unless somebody wants it otherwise. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A version that has just committed is soon done with what was posted. */
  private static final Duration TALLIED_WITHIN = Duration.ofSeconds(2);

  private static final long LOOKS_AGAIN_NANOS = 5_000_000_000L;
  private static final Duration POLL = Duration.ofMillis(50);

  /** More would have to be read from the log for a long time. */
  private static final int EXPLAINED = 10;

  private final Map<String, Object> client;
  private final ValueFormat format;
  private final String program;
  private final EventsBehind events;

  /**
   * @param client settings of every Kafka client
   * @param program its version and build, for the certificate
   */
  public Verifier(
      Map<String, Object> client, ValueFormat format, String program, EventsBehind events) {
    this.client = client;
    this.format = format;
    this.program = program;
    this.events = events;
  }

  /**
   * What is to be compared.
   *
   * @param tested the version that is to be proven
   * @param against the one that it is compared with
   * @param patience for how long nothing may be decided any more before it is given up
   * @param acceptBehind whether it may stay undecided what a version that counts no further has not
   *     taken
   * @param by who asks
   */
  public record Request(
      VersionLedger tested,
      VersionLedger against,
      Duration patience,
      boolean acceptBehind,
      String by) {

    /**
     * @throws IllegalArgumentException if they are not two versions of one view
     */
    public Request {
      if (!tested.topics().view().equals(against.topics().view())
          || tested.number() == against.number()) {
        throw new IllegalArgumentException("Compare two versions of one view.");
      }
    }

    private Map<Side, VersionLedger> ledgers() {
      return new EnumMap<>(Map.of(Side.TESTED, tested, Side.AGAINST, against));
    }
  }

  /**
   * Compares them.
   *
   * @param watcher is told how far it is, several times a second
   * @throws TopicsException if a ledger can't be read, saying why
   */
  public Certificate verify(Request request, Consumer<Progress> watcher) {
    try (GroupProgress groups = new GroupProgress(client)) {
      Comparison comparison = new Comparison(terms(request, groups));
      Map<String, List<TopicPartition>> existing = groups.partitions(topics(request));
      requireDigests(request, existing);
      try (LedgerFollower follower =
          new LedgerFollower(client, format, request.ledgers(), existing, comparison)) {
        new Run(request, comparison, groups, follower, existing, watcher).run();
      }
      return certificate(request, comparison.findings(request.acceptBehind()), groups);
    }
  }

  private static Comparison.Terms terms(Request request, GroupProgress groups) {
    Set<String> types =
        request
            .tested()
            .types()
            .flatMap(
                tested ->
                    request
                        .against()
                        .types()
                        .map(
                            against -> {
                              Set<String> both = new HashSet<>(tested);
                              both.retainAll(against);
                              return both;
                            }))
            .orElse(null);
    Set<Side> stopped = EnumSet.noneOf(Side.class);
    request
        .ledgers()
        .forEach(
            (side, ledger) -> {
              // of one without offsets it is forgotten how far it was, and it stands still
              if (!ledger.countsOn() || groups.committed(ledger.group()).isEmpty()) {
                stopped.add(side);
              }
            });
    boolean same = request.tested().fingerprint().equals(request.against().fingerprint());
    return new Comparison.Terms(types, same, stopped);
  }

  private static Set<String> topics(Request request) {
    Set<String> topics =
        EventTypes.ALL.stream()
            .map(EventType::topic)
            .collect(Collectors.toCollection(HashSet::new));
    for (VersionLedger ledger : request.ledgers().values()) {
      topics.addAll(LedgerFollower.compared(ledger.topics()));
      topics.add(ledger.postings());
    }
    return topics;
  }

  private static void requireDigests(Request request, Map<String, List<TopicPartition>> existing) {
    for (VersionLedger ledger : request.ledgers().values()) {
      LedgerTopics topics = ledger.topics();
      for (String topic : List.of(topics.cells(), topics.digests(), topics.schools())) {
        // Older rules kept none: then nothing can be compared, and that is what comes out.
        boolean mayLack = topic.equals(topics.digests()) && ledger.definition().isEmpty();
        if (!existing.containsKey(topic) && !mayLack) {
          throw new TopicsException(
              "v%d of %s can't be verified: its topic %s does not exist. It was retired, or made by a program that kept none; rebuild %s makes a version that can be."
                  .formatted(ledger.number(), topics.view(), topic, topics.view()));
        }
      }
    }
  }

  /** One comparison under way. */
  private static final class Run {
    private final Request request;
    private final Comparison comparison;
    private final GroupProgress groups;
    private final LedgerFollower follower;
    private final Map<String, List<TopicPartition>> existing;
    private final Consumer<Progress> watcher;
    private Progress last;

    Run(
        Request request,
        Comparison comparison,
        GroupProgress groups,
        LedgerFollower follower,
        Map<String, List<TopicPartition>> existing,
        Consumer<Progress> watcher) {
      this.request = request;
      this.comparison = comparison;
      this.groups = groups;
      this.follower = follower;
      this.existing = existing;
      this.watcher = watcher;
    }

    void run() {
      long deadline = Long.MAX_VALUE;
      long decided = -1;
      while (!comparison.isOver()) {
        comparison.read(reading());
        Progress now = tell(0);
        long decidedNow = now.schoolsCompared() + now.countiesCompared();
        if (decidedNow > decided) {
          deadline = System.nanoTime() + request.patience().toNanos();
          decided = decidedNow;
        }
        if (System.nanoTime() - deadline > 0) {
          return;
        }
        follower.poll(POLL);
      }
    }

    /** Reads all that stood in the ledgers when it began. */
    private Comparison.Reading reading() {
      Map<TopicPartition, Long> eventsEnd = groups.ends(partitionsOf(eventTopics()));
      Map<Side, Map<TopicPartition, Long>> postingsEnd = new EnumMap<>(Side.class);
      request
          .ledgers()
          .forEach((side, ledger) -> postingsEnd.put(side, groups.ends(postings(ledger))));
      Set<Side> tallied = awaitTally(postingsEnd);
      Set<Side> caughtUp = EnumSet.noneOf(Side.class);
      for (Side side : tallied) {
        if (groups.hasRead(request.ledgers().get(side).group(), sources(side, eventsEnd))) {
          caughtUp.add(side);
        }
      }
      Map<TopicPartition, Long> ends = groups.ends(follower.partitions());
      long left = follower.left(ends);
      long looked = System.nanoTime();
      while (left > 0) {
        follower.poll(POLL);
        left = follower.left(ends);
        tell(left);
        if (System.nanoTime() - looked > LOOKS_AGAIN_NANOS) {
          groups.ends(follower.partitions()); // fails when a version was retired meanwhile
          looked = System.nanoTime();
        }
      }
      return new Comparison.Reading(tallied, caughtUp);
    }

    /** A version that has just begun to count on has only just made the topic, or not yet. */
    private List<TopicPartition> postings(VersionLedger ledger) {
      String topic = ledger.postings();
      if (!existing.containsKey(topic)) {
        existing.putAll(groups.partitions(List.of(topic)));
      }
      return partitionsOf(List.of(topic));
    }

    private Set<Side> awaitTally(Map<Side, Map<TopicPartition, Long>> postingsEnd) {
      Set<Side> tallied = EnumSet.noneOf(Side.class);
      long deadline = System.nanoTime() + TALLIED_WITHIN.toNanos();
      while (true) {
        postingsEnd.forEach(
            (side, ends) -> {
              if (!tallied.contains(side)
                  && groups.hasRead(request.ledgers().get(side).group(), ends)) {
                tallied.add(side);
              }
            });
        if (tallied.size() == Side.values().length || System.nanoTime() > deadline) {
          return tallied;
        }
        follower.poll(POLL);
        tell(1);
      }
    }

    private Map<TopicPartition, Long> sources(Side side, Map<TopicPartition, Long> ends) {
      Set<String> types =
          request
              .ledgers()
              .get(side)
              .definition()
              .map(
                  view -> view.sources().stream().map(EventType::topic).collect(Collectors.toSet()))
              .orElse(null);
      return ends.entrySet().stream()
          .filter(end -> types == null || types.contains(end.getKey().topic()))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private List<TopicPartition> partitionsOf(Collection<String> topics) {
      return topics.stream()
          .flatMap(topic -> existing.getOrDefault(topic, List.of()).stream())
          .toList();
    }

    private Progress tell(long left) {
      Progress now = comparison.progress(follower.rows(), follower.rows() + left);
      if (!now.equals(last)) {
        watcher.accept(now);
        last = now;
      }
      return now;
    }
  }

  private static List<String> eventTopics() {
    return EventTypes.ALL.stream().map(EventType::topic).toList();
  }

  private Certificate certificate(Request request, Findings findings, GroupProgress groups) {
    Differences differences = findings.differences();
    return Certificate.newBuilder()
        .setView(request.tested().topics().view())
        .setVersion(request.tested().number())
        .setAgainst(request.against().number())
        .setAt(Instant.ofEpochMilli(System.currentTimeMillis()))
        .setBy(request.by())
        .setOutcome(findings.outcome())
        .setDetail(detail(findings))
        .setDigest(findings.tested().hex())
        .setAgainstDigest(findings.against().hex())
        .setFingerprint(request.tested().fingerprint())
        .setAgainstFingerprint(request.against().fingerprint())
        .setOffsets(groups.committed(request.tested().group(), eventTopics()))
        .setAgainstOffsets(groups.committed(request.against().group(), eventTopics()))
        .setSchools(findings.schools())
        .setCounties(findings.counties())
        .setCells(findings.cells())
        .setRows(findings.rows())
        .setRecords(findings.records())
        .setDiffering(differences.cellCount())
        .setDifferingRows(differences.rowCount())
        .setDifferingSchools(differences.schoolCount())
        .setExamples(cells(request, differences.cells()))
        .setRowExamples(differences.rows().stream().map(Verifier::row).toList())
        .setByMeasure(new TreeMap<>(differences.byMeasure()))
        .setByCounty(new TreeMap<>(differences.byCounty()))
        .setUndecided(findings.undecided())
        .setBehind(findings.behind())
        .setAcceptedBehind(request.acceptBehind())
        .setProgram(program)
        .build();
  }

  private List<DifferingCell> cells(Request request, List<Difference.OfCell> found) {
    VersionLedger explainable =
        request.tested().definition().isPresent() ? request.tested() : request.against();
    Map<Difference.OfCell, List<String>> behind =
        found.isEmpty()
            ? Map.of()
            : events.of(explainable, found.stream().limit(EXPLAINED).toList());
    return found.stream()
        .map(
            cell ->
                new DifferingCell(
                    cell.county(),
                    cell.day(),
                    cell.measure(),
                    cell.amount(),
                    cell.againstAmount(),
                    cell.wrong() == null ? 0 : request.ledgers().get(cell.wrong()).number(),
                    behind.getOrDefault(cell, List.of())))
        .toList();
  }

  private static DifferingRow row(Difference.OfRow row) {
    return new DifferingRow(
        row.kind().word(), row.school(), row.measure(), row.key(), row.said(), row.againstSaid());
  }

  private static String detail(Findings findings) {
    Differences differences = findings.differences();
    if (findings.outcome() == VerificationOutcome.DIFFERENT) {
      List<String> what = new ArrayList<>();
      add(what, differences.cellCount(), "cell", "cells");
      add(what, differences.rowCount(), "row of a school", "rows of schools");
      add(what, differences.schoolCount(), "school", "schools");
      return "Different: "
          + String.join(", ", what)
          + "."
          + (findings.undecided().isEmpty() ? "" : " Undecided: " + sentences(findings));
    }
    String compared =
        "%,d schools, %,d counties, %,d cells and %,d rows of schools agree after %,d records."
            .formatted(
                findings.schools(),
                findings.counties(),
                findings.cells(),
                findings.rows(),
                findings.records());
    return findings.outcome() == VerificationOutcome.EQUAL
        ? "Equal: " + compared
        : findings.undecided().isEmpty()
            ? "Undecided: what older rules have left can't be compared."
            : "Undecided: " + sentences(findings) + " " + compared;
  }

  private static void add(List<String> what, long count, String one, String several) {
    if (count > 0) {
      what.add("%,d %s".formatted(count, count == 1 ? one : several));
    }
  }

  private static String sentences(Findings findings) {
    return String.join("; ", findings.undecided()) + ".";
  }
}
