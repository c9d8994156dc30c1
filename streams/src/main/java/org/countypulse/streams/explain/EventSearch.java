package org.countypulse.streams.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.explain.ExplainException;
import org.countypulse.domain.explain.ExplainException.Why;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Question;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.StreamsProcess;

/**
 * Answers which events make up a figure. One question is answered at a time, since each may read
 * the whole log; a few wait, the others are told to come back. Safe for use by many threads.
 */
public final class EventSearch {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PATIENCE_FOR_A_TURN = Duration.ofSeconds(10);

  /** Readers are a commit or two behind the log. */
  private static final Duration PATIENCE_FOR_READERS = Duration.ofSeconds(5);

  private static final long PAUSE_MILLIS = 25;
  private static final int MOST_WAITING = 4;
  private static final long MOST_BYTES = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 6);

  private final Map<String, Object> client;
  private final ValueFormat format;
  private final Counties counties;
  private final long mostBytes;
  private final Semaphore turn = new Semaphore(1, true);

  /**
   * @param client how to reach the cluster: {@code bootstrap.servers}, security settings
   * @param format how events are read
   */
  public EventSearch(Map<String, Object> client, ValueFormat format, Counties counties) {
    this(client, format, counties, MOST_BYTES);
  }

  EventSearch(Map<String, Object> client, ValueFormat format, Counties counties, long mostBytes) {
    this.client = Map.copyOf(client);
    this.format = format;
    this.counties = counties;
    this.mostBytes = mostBytes;
  }

  /**
   * The events behind some amounts, as of what the versions asked about have counted. Readers see
   * that a little later, and more is counted meanwhile; so it is answered again, as of now, until
   * whoever asks is content, for some seconds.
   *
   * @param settled whether the answers are what the readers see
   * @return an answer for each question; the last ones if none was settled
   * @throws ExplainException if there is no answer, saying why and what to do
   */
  public List<Explanation> explain(List<Question> questions, Predicate<List<Explanation>> settled) {
    return inTurn(
        log -> {
          List<Scan> scans = scans(questions, log);
          try (Admin admin = Admin.create(adminConfig())) {
            long deadline = 0;
            while (true) {
              List<Explanation> answers = new ArrayList<>();
              for (Scan scan : scans) {
                answers.add(scan.upTo(counted(admin, log, scan)));
              }
              deadline =
                  deadline == 0 ? System.nanoTime() + PATIENCE_FOR_READERS.toNanos() : deadline;
              if (settled.test(answers) || System.nanoTime() > deadline) {
                return answers;
              }
              TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
          }
        });
  }

  /**
   * The events behind some amounts, as of given offsets.
   *
   * @param ends before which offset of each partition of the view's event topics to end; those that
   *     are not named are not read
   * @throws ExplainException if there is no answer, saying why and what to do
   */
  public Explanation explain(Question question, Map<TopicPartition, Long> ends) {
    return inTurn(
        log -> {
          Scan scan = scans(List.of(question), log).get(0);
          Map<TopicPartition, Long> wanted = new HashMap<>();
          Map<TopicPartition, Long> beginnings = log.beginnings(scan.partitions());
          scan.partitions().forEach(p -> wanted.put(p, ends.getOrDefault(p, beginnings.get(p))));
          return scan.upTo(wanted);
        });
  }

  private interface Work<T> {
    T with(LogReader log) throws ExecutionException, InterruptedException;
  }

  private <T> T inTurn(Work<T> work) {
    try {
      if (turn.getQueueLength() >= MOST_WAITING
          || !turn.tryAcquire(PATIENCE_FOR_A_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ExplainException(
            Why.BUSY, "Other figures are being explained; ask again in a few seconds.");
      }
      try (LogReader log = new LogReader(client, PATIENCE)) {
        return work.with(log);
      } finally {
        turn.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExplainException(Why.AWAY, "The platform is being stopped.", e);
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ExplainException(
          Why.AWAY, "The log can't be read now: " + cause.getMessage() + " Try again.", e);
    } catch (RegistryUnavailableException e) {
      throw new ExplainException(Why.AWAY, "Events can't be read now: " + e.getMessage(), e);
    }
  }

  private List<Scan> scans(List<Question> questions, LogReader log) {
    long share = mostBytes / questions.size();
    return questions.stream()
        .map(question -> new Scan(question, log, format, counties, share))
        .toList();
  }

  private Map<String, Object> adminConfig() {
    Map<String, Object> config = new HashMap<>(client);
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "countypulse-explain");
    return config;
  }

  /** Where the version asked about has got to in each partition; nowhere if it has just begun. */
  private static Map<TopicPartition, Long> counted(Admin admin, LogReader log, Scan scan)
      throws ExecutionException, InterruptedException {
    Question question = scan.question();
    List<TopicPartition> partitions = scan.partitions();
    if (question.knownAt() != null) {
      return log.at(partitions, question.knownAt().toEpochMilli() + 1);
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        committed(admin, StreamsProcess.applicationId(question.view()));
    Map<TopicPartition, Long> counted = log.beginnings(partitions);
    counted.replaceAll(
        (partition, beginning) ->
            committed.get(partition) == null
                ? beginning
                : Math.max(beginning, committed.get(partition).offset()));
    return counted;
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }
}
