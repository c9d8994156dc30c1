package org.countypulse.schemas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.ViewVersion;

/**
 * The topics that one version of a view writes for its readers. All are compacted; keys are
 * readable text, parts joined by {@code /}, values are Avro in the wire format, and no row is ever
 * deleted: a row that no longer says anything is written once more, saying so.
 *
 * <p>The parts of a key stand in the value too; each schema names them in its property {@code key},
 * so a sink may take its primary key from either. An empty last part is left out of the key.
 *
 * @param view the view's name
 * @param version its version
 * @param registry whether it keeps the schools' registry
 * @param slotted whether it lists slots
 */
public record LedgerTopics(String view, int version, boolean registry, boolean slotted) {

  /**
   * Records that are not believed: key {@code view/version/topic/partition/offset}, value the
   * original bytes, or empty if it was believed after all; the reasons stand in headers, see {@link
   * QuarantineHeaders}.
   */
  public static final String QUARANTINE = "quarantine";

  /**
   * What people decided about records in quarantine: {@link QuarantineDecision}, key {@code
   * topic/partition/offset}. It holds for every version of a view.
   */
  public static final String QUARANTINE_DECISIONS = "quarantine.decisions";

  /** Which versions of views exist and which one readers use: {@link ViewVersion}. */
  public static final String VIEWS = "views";

  /** What came out when versions were compared: {@link Certificate}, key {@code view/v/v/time}. */
  public static final String CERTIFICATES = "certificates";

  /** Cells: {@link LedgerCell}, key {@code county/day/measure}. */
  public String cells() {
    return "ledger." + view + ".v" + version;
  }

  /**
   * What readers need of each school. For the registry's view {@link SchoolHistory}, key {@code
   * school}; for the others {@link SchoolDays}, key {@code school/measure/month/county}.
   */
  public String schools() {
    return cells() + ".schools";
  }

  /**
   * What became of the records: {@link SchoolAccount}, key {@code school/type/source/partition}.
   */
  public String accounts() {
    return cells() + ".accounts";
  }

  /**
   * Events that are not simply posted once: {@link EventNote}, key {@code school/type/event id},
   * with {@code /content hash} behind for one that lost to another content under the same id.
   */
  public String notes() {
    return cells() + ".notes";
  }

  /**
   * What slots of gauges say, school by school: {@link SchoolSlot}, key {@code
   * school/measure/slot}. Only views that list slots have it.
   */
  public String slots() {
    return cells() + ".slots";
  }

  /**
   * How much of each school's history the version has taken, and a digest of what it made of it:
   * {@link SchoolDigest}, key {@code school}. For whoever compares versions.
   */
  public String digests() {
    return cells() + ".digests";
  }

  /** All of them. */
  public List<String> all() {
    List<String> topics = new ArrayList<>(forFigures());
    topics.add(digests());
    return topics;
  }

  /** Those that figures and records are read from. */
  public List<String> forFigures() {
    List<String> topics = new ArrayList<>(List.of(cells(), schools(), accounts(), notes()));
    if (slotted) {
      topics.add(slots());
    }
    return topics;
  }

  /** The fields that make a row's key, in their order. */
  public static List<String> keyFields(Schema schema) {
    List<String> fields = new ArrayList<>();
    ((Iterable<?>) schema.getObjectProp("key")).forEach(field -> fields.add((String) field));
    return fields;
  }

  /** The schema of each topic's values. */
  public Map<String, Schema> schemas() {
    Map<String, Schema> schemas = new LinkedHashMap<>();
    schemas.put(cells(), LedgerCell.getClassSchema());
    schemas.put(schools(), registry ? SchoolHistory.getClassSchema() : SchoolDays.getClassSchema());
    schemas.put(accounts(), SchoolAccount.getClassSchema());
    schemas.put(notes(), EventNote.getClassSchema());
    schemas.put(digests(), SchoolDigest.getClassSchema());
    if (slotted) {
      schemas.put(slots(), SchoolSlot.getClassSchema());
    }
    return schemas;
  }
}
