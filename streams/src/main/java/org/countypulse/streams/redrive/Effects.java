package org.countypulse.streams.redrive;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Rules;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.posting.PostingSink;
import org.countypulse.domain.posting.Refusal;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;

/** What one view's engine says and posts about copies that come on trial. */
final class Effects implements PostingSink {

  private record Cell(String county, int measure, LocalDate day) {}

  private record Line(String county, int measure) {}

  private final Map<Cell, Long> cells = new HashMap<>();
  private final Map<Cell, Long> ofThisCopy = new HashMap<>();
  private Event copy;
  private long copyOffset;
  private String copyId;
  private Refusal refusal;
  private EventNote note;

  /** From now on it is about a copy. */
  void begin(Event event, long offset) {
    copy = event;
    copyOffset = offset;
    copyId = Objects.toString(Rules.uuid(event.eventId()), "");
    refusal = null;
    note = null;
    ofThisCopy.clear();
  }

  /** What became of it; to be asked of the view that accounts for its type. */
  Verdict verdict() {
    if (refusal != null) {
      return new Verdict.Refused(refusal.reason().word(), refusal.detail());
    }
    if (note == null) {
      return Verdict.Passes.COUNTS;
    }
    if (note.getStatus() == EventStatus.QUARANTINED) {
      return new Verdict.Refused(note.getReason(), note.getDetail());
    }
    if (note.getCopies() > 1) {
      return Verdict.Passes.DUPLICATE;
    }
    return switch (note.getStatus()) {
      case WAITING -> Verdict.Passes.WAITS;
      case SUPERSEDED -> Verdict.Passes.SUPERSEDED;
      default -> Verdict.Passes.COUNTS;
    };
  }

  /** The copy is done with; what is refused will not be sent, and changes nothing. */
  void end(boolean passes) {
    if (passes) {
      ofThisCopy.forEach((cell, amount) -> cells.merge(cell, amount, Long::sum));
    }
    copy = null;
  }

  /** What has changed, one line a county and measure. */
  List<RedriveReport.Change> changes(CountyView view) {
    Map<Line, TreeMap<LocalDate, Long>> lines = new HashMap<>();
    cells.forEach(
        (cell, amount) -> {
          if (amount != 0) {
            lines
                .computeIfAbsent(new Line(cell.county(), cell.measure()), l -> new TreeMap<>())
                .put(cell.day(), amount);
          }
        });
    List<RedriveReport.Change> changes = new ArrayList<>();
    lines.forEach(
        (line, days) -> {
          Posted measure = view.posted().get(line.measure());
          long sum = days.values().stream().mapToLong(n -> n).sum();
          changes.add(
              new RedriveReport.Change(
                  view.name(),
                  line.county(),
                  measure.name(),
                  days.firstKey(),
                  days.lastKey(),
                  days.size(),
                  BigDecimal.valueOf(sum, measure.decimals())));
        });
    changes.sort(RedriveReport.Change.BY_PLACE);
    return changes;
  }

  @Override
  public void post(String county, LocalDate day, int measure, long amount) {
    if (copy != null) {
      ofThisCopy.merge(new Cell(county, measure, day), amount, Long::sum);
    }
  }

  /** Another copy of the event may have been refused already: then no entry is made, but a note. */
  @Override
  public void note(String key, EventNote row) {
    if (copy != null
        && row.getContentHash().isEmpty()
        && row.getEventId().equals(copyId)
        && row.getEventType().equals(copy.type().name())) {
      note = row;
    }
  }

  /** What a copy pushes out of its place is not refused itself. */
  @Override
  public void quarantine(Quarantined record) {
    boolean isCopy =
        copy != null
            && record.type().equals(copy.type())
            && (record.offset() == copyOffset
                || record.offset() >= Trial.FIRST_COPY && record.eventId().equals(copyId));
    if (isCopy) {
      refusal = record.refusal();
    }
  }

  @Override
  public void account(SchoolAccount row) {
    // Who counts records reads the ledger.
  }

  @Override
  public void days(SchoolDays row) {
    // The days of a sum change with it.
  }

  @Override
  public void digest(SchoolDigest row) {
    // Nobody compares trials.
  }

  @Override
  public void slot(SchoolSlot row) {
    // So do the values of a gauge.
  }

  @Override
  public void life(String school, SchoolLife life) {
    // What changes because of it is posted.
  }

  @Override
  public void release(EventType type, int partition, long offset) {
    // It was left out.
  }
}
