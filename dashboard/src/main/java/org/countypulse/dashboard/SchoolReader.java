package org.countypulse.dashboard;

import java.util.Properties;
import org.countypulse.dashboard.log.LedgerReader;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.wire.ValueFormat;

/**
 * Reads of all ledgers only the schools: which there are, and where each is at which time. For
 * parts that run without a dashboard.
 */
public final class SchoolReader implements AutoCloseable {

  private static final String REGISTRY = "ledger." + Views.REGISTRY_ENROLLMENT.name() + ".v";

  private final ReadModel model = new ReadModel();
  private final LedgerReader reader;
  private volatile boolean caughtUp;

  /**
   * Starts reading. It does not fail if the cluster or the registry is away; it waits.
   *
   * @param client how to reach the cluster: {@code bootstrap.servers}, security settings
   * @param format how values are read
   */
  public SchoolReader(Properties client, ValueFormat format) {
    reader =
        new LedgerReader(client, model, format, SchoolReader::isOfSchools, (changes, newest) -> {});
    reader.start();
  }

  private static boolean isOfSchools(String topic) {
    return topic.equals(LedgerTopics.VIEWS)
        || topic.startsWith(REGISTRY) && topic.endsWith(".schools");
  }

  /** Whether it has once read all that was there when it started. */
  public boolean hasCaughtUp() {
    caughtUp = caughtUp || reader.notReady().isEmpty();
    return caughtUp;
  }

  /** Where a school was at which time, as far as has been read. */
  public SchoolLife life(String schoolId) {
    return model.read(ledgers -> ledgers.registry().life(schoolId));
  }

  @Override
  public void close() {
    reader.close();
  }
}
