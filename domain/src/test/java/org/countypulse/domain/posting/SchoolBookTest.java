package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.testing.CollectingSink;
import org.countypulse.domain.testing.MapSchoolStore;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A school's book against plain maps: many events, many sources, many months, any flush. */
class SchoolBookTest {

  private static final EventType DRILL = EventTypes.SAFETY_DRILL;
  private static final CountyView VIEW = Views.owning(DRILL);
  private static final List<EventType> TYPES = List.copyOf(VIEW.sources());
  private static final String SCHOOL = "1409020001";

  private final MapSchoolStore store = new MapSchoolStore();
  private final CollectingSink sink = new CollectingSink(VIEW);
  private SchoolBook book = open();

  private SchoolBook open() {
    return new SchoolBook(store, TYPES, SCHOOL);
  }

  private void reopen() {
    book.flush(VIEW, sink);
    book = open();
  }

  private static Entry entry(UUID id, int amount, String source) {
    LocalDate day = LocalDate.of(2019, 5, 12).plusDays(amount % 300);
    byte[] hash = new byte[16];
    new Random(amount).nextBytes(hash);
    Content content =
        new Content(
            hash,
            day.toEpochDay() * 86_400_000 + amount,
            source,
            day,
            day.toEpochDay() * 86_400_000 - 3_600_000,
            amount % 7 == 0 ? new UUID(1, amount) : null,
            amount % 7 == 0,
            day.plusDays(amount % 3),
            0,
            amount,
            1 + amount % 2,
            null,
            new Amounts(
                List.of(
                    new Amounts.Amount(1, amount, Amounts.Where.OWN, ""),
                    new Amounts.Amount(2, -amount, Amounts.Where.AT, "140902")),
                List.of(),
                List.of()),
            Content.NO_REGISTRATION);
    return new Entry(DRILL, id, content, Standing.POSTED, false, false);
  }

  /** Arrays have no equality of their own. */
  private static String print(Entry entry) {
    return entry.id()
        + " "
        + java.util.Arrays.toString(entry.content().hash())
        + entry.content().toString().replaceAll("\\[B@[0-9a-f]+", "");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 17, 200, 2_500})
  void findsEveryEventAsItWasLastPut(int events) {
    Random random = new Random(events);
    Map<UUID, Entry> expected = new HashMap<>();
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 2 * events; i++) {
      boolean again = i >= events && random.nextInt(3) > 0;
      UUID id =
          again
              ? ids.get(random.nextInt(ids.size()))
              : new UUID(random.nextLong(), random.nextLong());
      Entry entry = entry(id, random.nextInt(1_000_000), "sis/" + random.nextInt(3));
      book.put(entry);
      if (expected.put(id, entry) == null) {
        ids.add(id);
      }
      if (random.nextInt(20) == 0) {
        reopen();
      } else if (random.nextInt(20) == 0) {
        book.flush(VIEW, sink);
      }
    }
    for (UUID id : ids) {
      assertThat(print(book.entry(DRILL, id))).isEqualTo(print(expected.get(id)));
    }
    assertThat(book.entry(DRILL, new UUID(random.nextLong(), random.nextLong()))).isNull();
    List<String> all = new ArrayList<>();
    book.entries(entry -> all.add(print(entry)));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            expected.values().stream().map(SchoolBookTest::print).toList());
  }

  @Test
  void tellsIdsOfOneMarkApart() {
    Map<Integer, UUID> seen = new HashMap<>();
    Random random = new Random(1);
    UUID one = null;
    UUID other = null;
    while (other == null) {
      one = new UUID(random.nextLong(), random.nextLong());
      other = seen.put(Marks.of(one), one);
    }
    book.put(entry(one, 1, "sis/a"));
    assertThat(book.entry(DRILL, other)).isNull();
    book.put(entry(other, 2, "sis/a"));
    reopen();
    assertThat(print(book.entry(DRILL, one))).isEqualTo(print(entry(one, 1, "sis/a")));
    assertThat(print(book.entry(DRILL, other))).isEqualTo(print(entry(other, 2, "sis/a")));
  }

  @Test
  void keepsTheCountsOfAnyNumberOfSources() {
    for (int round = 1; round <= 3; round++) {
      for (int i = 0; i < 40; i++) {
        book.origin(DRILL, "sis/" + i, 0).add(Origin.RECEIVED, i);
      }
      reopen();
    }
    for (int i = 0; i < 40; i++) {
      SchoolAccount row = book.origin(DRILL, "sis/" + i, 0).row(SCHOOL);
      assertThat(row.getReceived()).isEqualTo(3L * i);
    }
  }

  @Test
  void keepsTheDaysOfAnyNumberOfMonths() {
    LocalDate first = LocalDate.of(2015, 1, 31);
    for (int round = 0; round < 3; round++) {
      for (int month = 0; month < 40; month += round + 1) {
        LocalDate day = first.plusMonths(month);
        book.days(0, day, "140902").add(day.getDayOfMonth(), 1);
      }
      if (round < 2) {
        reopen();
      }
    }
    for (int month = 0; month < 40; month++) {
      LocalDate day = first.plusMonths(month);
      DayCounts counts = book.days(0, day, "140902");
      int times = 1 + (month % 2 == 0 ? 1 : 0) + (month % 3 == 0 ? 1 : 0);
      assertThat(counts.bits()).isEqualTo(1 << (day.getDayOfMonth() - 1));
      counts.add(day.getDayOfMonth(), 1 - times);
      assertThat(counts.bits()).as("one is left").isNotZero();
      counts.add(day.getDayOfMonth(), -1);
      assertThat(counts.bits()).isZero();
    }
    assertThat(sink.ledger().days()).hasSize(40);
  }
}
