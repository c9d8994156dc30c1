package org.countypulse.benchmarks.reading;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.Row;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;

/**
 * A read model of the country's size: every county of the list, every posted measure in each, three
 * years of days. The measures that are asked for most are posted to on every day, the others on one
 * day in each month; small amounts, so that much is to be hidden. 500,000 schools, of which one in
 * a hundred has moved.
 */
final class Country {

  static final LocalDate FIRST_DAY = LocalDate.of(2023, 1, 1);
  static final int DAYS = 3 * 365;
  static final int SCHOOLS = 500_000;

  /** Posted to on every day. */
  private static final List<String> DAILY =
      List.of("drills-held", "drill-participants", "canteen-inspections", "canteen-passed");

  private static final int ROWS_OF_A_BATCH = 5_000;

  final ReadModel model = new ReadModel();
  final List<String> counties;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Row> batch = new ArrayList<>();
  private long cells;
  private long marks;

  Country(Counties list) {
    this.counties = list.all(Level.COUNTY).stream().map(Place::code).sorted().toList();
    register();
    for (CountyView view : Views.ALL) {
      view.posted().forEach(measure -> post(view, measure));
      view.measures().stream()
          .filter(DistinctSchools.class::isInstance)
          .forEach(measure -> mark(view, (DistinctSchools) measure));
    }
    flush();
  }

  String size() {
    return "%,d counties, %,d cells of %d measures in %,d days, %,d schools with %,d months of marks"
        .formatted(
            counties.size(),
            cells,
            Views.ALL.stream().mapToInt(view -> view.posted().size()).sum(),
            DAYS,
            SCHOOLS,
            marks);
  }

  private String county(int school) {
    return counties.get(school % counties.size());
  }

  private void register() {
    for (int school = 0; school < SCHOOLS; school++) {
      SchoolEntry entry =
          new SchoolEntry(
              FIRST_DAY,
              "School",
              county(school),
              Stage.PRIMARY,
              Ownership.PUBLIC,
              Setting.URBAN,
              false,
              true,
              0,
              40,
              false,
              null);
      String id = "S" + school;
      put(Views.REGISTRY_ENROLLMENT, id, new SchoolHistory(id, List.of(entry.toRow())));
    }
  }

  private void post(CountyView view, Posted measure) {
    int step = DAILY.contains(measure.name()) ? 1 : 30;
    for (String county : counties) {
      for (int day = random.nextInt(step); day < DAYS; day += step) {
        LedgerCell cell =
            new LedgerCell(
                county,
                FIRST_DAY.plusDays(day),
                measure.name(),
                1L + random.nextInt(step == 1 ? 40 : 6));
        put(view, "", cell);
        cells++;
      }
    }
  }

  private void mark(CountyView view, DistinctSchools measure) {
    for (int school = 0; school < SCHOOLS; school++) {
      String id = "S" + school;
      boolean moves = school % 100 == 0;
      for (int month = 0; month < 36; month++) {
        put(
            view,
            "",
            new SchoolDays(
                id,
                measure.of().name(),
                FIRST_DAY.plusMonths(month),
                county(moves && month >= 18 ? school + 1 : school),
                1 << random.nextInt(28)));
        marks++;
      }
    }
  }

  private void put(CountyView view, String key, IndexedRecord row) {
    batch.add(new Row.OfLedger(model.read(ledgers -> ledgers.of(view)), key, row));
    if (batch.size() == ROWS_OF_A_BATCH) {
      flush();
    }
  }

  private void flush() {
    model.apply(batch);
    batch.clear();
  }

  /** Measures that are read off something else than cells of persons and the like. */
  static Measure measure(String name) {
    return Views.measure(name).orElseThrow();
  }
}
