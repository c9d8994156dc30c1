package org.countypulse.streams.rebuild;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryAccessException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.ValueFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads history from the first event and builds a version of a view from it. What it has done is
 * committed now and then, in one transaction with how far it has read, so that it goes on there
 * after whatever end.
 */
public final class Rebuild {

  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final long PAUSE_MILLIS = 1_000;

  /** How a rebuild ended. */
  public enum Outcome {
    /** Its version is where the log ends; its own application can take over. */
    CAUGHT_UP,
    /** Its version shows all that had reached the log by the instant that was asked for. */
    AS_KNOWN,
    /** Somebody does not want it any more. */
    CANCELLED
  }

  /**
   * What to build, and with what.
   *
   * @param client settings of every Kafka client: {@code bootstrap.servers}, security
   * @param view the definition, under the number of the version that is built
   * @param knownAt to build what had reached the log by then (broker's append time); empty for all
   * @param folder for stores, which may be lost
   * @param threads how many partitions are posted at the same time
   * @param replication of topics that don't exist yet; −1 for the broker's default
   * @param memoryBytes for records that wait to be posted together: with more of it less is written
   */
  public record Settings(
      Map<String, Object> client,
      ValueFormat format,
      Counties counties,
      CountyView view,
      Optional<Instant> knownAt,
      Path folder,
      int threads,
      short replication,
      long memoryBytes) {}

  /** Asked again and again while a rebuild runs, by several threads. */
  public interface Control {

    /** Whether it shall hold still, after it has committed. */
    boolean paused();

    /** Whether it shall end. */
    boolean cancelled();

    /** The same, asked of Kafka now: what was heard last may be old. */
    boolean cancelledByNow();

    /**
     * How long a thread shall rest, so that others get their turn.
     *
     * @param workedNanos how long it has just worked
     * @param events how many it has read in that time
     */
    long restNanos(long workedNanos, long events);
  }

  /** Told how it goes; must not block. */
  public interface Listener {

    /** How far it has read. */
    void progress(List<Part> parts);

    /** What it waits for, in a sentence; it goes on by itself. */
    void waiting(String why);
  }

  /**
   * How far one partition has been read.
   *
   * @param begin its first offset
   * @param done the next offset that is read
   * @param end where it ends, or where the history ends that is wanted
   */
  public record Part(TopicPartition partition, long begin, long done, long end) {}

  private Rebuild() {}

  /**
   * Runs until it has caught up or shall end. While the cluster or the registry is away it waits.
   *
   * @throws RebuildException if it can't go on, saying why and what to do
   */
  public static Outcome run(Settings settings, Control control, Listener listener) {
    while (!control.cancelled()) {
      try (Attempt attempt = new Attempt(settings, control, listener)) {
        return attempt.run();
      } catch (AuthorizationException | AuthenticationException | RegistryAccessException e) {
        throw new RebuildException(
            "The rebuild of " + settings.view().id() + " lacks a right: " + e.getMessage(), e);
      } catch (InterruptException e) {
        throw new RebuildException("The rebuild was interrupted.", e);
      } catch (KafkaException | RegistryUnavailableException e) {
        if (isFenced(e)) { // to begin again would fence the other one, and so on
          throw new RebuildException(
              "Another process goes on with the rebuild of " + settings.view().id() + ".", e);
        }
        LOG.warn("The rebuild of {} goes on at its last commit", settings.view().id(), e);
        listener.waiting("Goes on at the last commit after: " + e.getMessage());
        pause();
      }
    }
    return Outcome.CANCELLED;
  }

  private static boolean isFenced(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RebuildException("The rebuild was interrupted.", e);
    }
  }
}
