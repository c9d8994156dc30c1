package org.countypulse.dashboard.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.Views;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;

/**
 * Writes rows into a read model in a test's words. The cast: schools of Xinzhou, and one of
 * Taiyuan.
 */
public final class TestLedger {

  public static final String XINFU = "140902";
  public static final String DINGXIANG = "140921";
  public static final String YUANPING = "140981";
  public static final String YINGZE = "140106";

  public static final String XINFU_NO_1 = "1409020001";
  public static final String XINFU_NO_2 = "1409020002";
  public static final String XINFU_KINDERGARTEN = "1409020003";
  public static final String DINGXIANG_NO_1 = "1409210001";

  private final ReadModel model = new ReadModel();
  private final Map<String, Integer> bitmaps = new TreeMap<>();

  /** Each view has a version 1, which readers see. */
  public TestLedger() {
    for (CountyView view : Views.ALL) {
      say(view.name(), 1, VersionState.LIVE, "", null);
      promote(view.name(), 1);
    }
  }

  /** What the topic {@code views} says of a version. */
  public TestLedger say(
      String view, int version, VersionState state, String label, Instant knownAt) {
    return announce(
        ViewVersion.newBuilder()
            .setView(view)
            .setVersion(version)
            .setFingerprint(Views.named(view).orElseThrow().fingerprint())
            .setPromoted(false)
            .setEntry("v" + version)
            .setState(state)
            .setLabel(label)
            .setKnownAt(knownAt)
            .build());
  }

  public TestLedger promote(String view, int version) {
    return announce(
        ViewVersion.newBuilder()
            .setView(view)
            .setVersion(version)
            .setFingerprint(Views.named(view).orElseThrow().fingerprint())
            .setPromoted(true)
            .build());
  }

  public TestLedger announce(ViewVersion row) {
    model.apply(List.of(new Row.OfViews(row)));
    return this;
  }

  /** All ledgers have been read to their ends. */
  public TestLedger complete() {
    model.takeAnnounced().forEach(model::completed);
    return this;
  }

  public ViewLedger version(String view, int version) {
    return model
        .read(ledgers -> ledgers.version(Views.named(view).orElseThrow(), version))
        .orElseThrow();
  }

  /** A row of a version, promoted or not. */
  public TestLedger put(String view, int version, String key, IndexedRecord row) {
    model.apply(List.of(new Row.OfLedger(version(view, version), key, row)));
    return this;
  }

  public ReadModel model() {
    return model;
  }

  /** An entry that can be varied. */
  public record Entry(
      LocalDate from, String name, String county, Stage stage, boolean canteen, boolean closed) {

    public static Entry of(String from, String name, String county) {
      return new Entry(LocalDate.parse(from), name, county, Stage.PRIMARY, false, false);
    }

    public Entry kindergarten() {
      return new Entry(from, name, county, Stage.KINDERGARTEN, canteen, closed);
    }

    public Entry withCanteen() {
      return new Entry(from, name, county, stage, true, closed);
    }

    public Entry end() {
      return new Entry(from, name, county, stage, canteen, true);
    }

    SchoolEntry toEntry() {
      return new SchoolEntry(
          from,
          name,
          county,
          stage,
          Ownership.PUBLIC,
          Setting.URBAN,
          false,
          canteen,
          0,
          40,
          closed,
          null);
    }
  }

  public TestLedger school(String school, Entry... entries) {
    List<org.countypulse.schemas.ledger.RegistryEntry> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(entry.toEntry().toRow());
    }
    return put("registry-enrollment", school, new SchoolHistory(school, rows));
  }

  public TestLedger cell(String measure, String county, String day, long amount) {
    return cell(measure, county, LocalDate.parse(day), amount);
  }

  public TestLedger cell(String measure, String county, LocalDate day, long amount) {
    CountyView view =
        Views.ALL.stream()
            .filter(v -> v.posted().stream().anyMatch(m -> m.name().equals(measure)))
            .findFirst()
            .orElseThrow();
    return put(
        view.name(),
        county + "/" + day + "/" + measure,
        new LedgerCell(county, day, measure, amount));
  }

  /** A school has an event of a measure on a day, while it belongs to a county. */
  public TestLedger mark(String measure, String school, String county, String day) {
    return mark(measure, school, county, LocalDate.parse(day), true);
  }

  /** Says whether it has one. */
  public TestLedger mark(
      String measure, String school, String county, LocalDate day, boolean marked) {
    LocalDate month = day.withDayOfMonth(1);
    String key = school + "/" + measure + "/" + month + "/" + county;
    int bit = 1 << (day.getDayOfMonth() - 1);
    int before = bitmaps.getOrDefault(key, 0);
    int now = marked ? before | bit : before & ~bit;
    bitmaps.put(key, now);
    CountyView view = Views.of(Views.measure(measure).orElseThrow());
    return put(view.name(), key, new SchoolDays(school, measure, month, county, now));
  }

  /** Says all that a slot of a school's gauge reads. */
  public TestLedger slot(String measure, String school, String slot, SlotReading... readings) {
    CountyView view = Views.of(Views.measure(measure).orElseThrow());
    return put(
        view.name(),
        school + "/" + measure + "/" + slot,
        new SchoolSlot(school, measure, slot, List.of(readings)));
  }

  public TestLedger account(
      String view, String school, String type, String source, int partition, Counts counts) {
    return put(
        view,
        school + "/" + type + "/" + source + "/" + partition,
        new SchoolAccount(
            school,
            type,
            source,
            partition,
            counts.received(),
            counts.posted(),
            counts.duplicate(),
            counts.superseded(),
            counts.waiting(),
            counts.quarantined()));
  }

  public TestLedger note(
      String view, String school, String type, String id, EventStatus status, String reason) {
    return put(
        view,
        school + "/" + type + "/" + id,
        new EventNote(
            school,
            type,
            id,
            status,
            reason,
            "=A sentence, \"quoted\".",
            null,
            1L,
            LocalDate.of(2019, 5, 12),
            "sis/xinfu",
            0,
            7L,
            ""));
  }

  public TestLedger quarantine(QuarantineEntry entry) {
    String key = entry.viewId() + entry.topic() + entry.partition() + "/" + entry.offset();
    model.apply(List.of(new Row.Quarantined(key, entry)));
    return this;
  }

  public TestLedger put(String view, String key, IndexedRecord row) {
    model.apply(List.of(row(view, key, row)));
    return this;
  }

  public Row row(String view, String key, IndexedRecord row) {
    CountyView of = Views.named(view).orElseThrow();
    return new Row.OfLedger(model.read(ledgers -> ledgers.of(of)), key, row);
  }
}
