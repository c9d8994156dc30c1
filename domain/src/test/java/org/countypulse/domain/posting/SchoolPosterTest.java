package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.participants;
import static org.countypulse.domain.testing.Cast.violations;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.CollectingSink;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Source;
import org.countypulse.domain.testing.MapSchoolStore;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.junit.jupiter.api.Test;

/** What the engine does with single records, and says about them. */
class SchoolPosterTest {

  private static final String DAY = "2019-05-12";
  private static final CountyView DRILLS = Views.owning(EventTypes.SAFETY_DRILL);

  private final Cast cast = new Cast();

  /** A collecting sink that also remembers the rows themselves. */
  private static final class Rows implements PostingSink {
    private final CollectingSink collected;
    private final List<SchoolAccount> accounts = new ArrayList<>();
    private final List<EventNote> notes = new ArrayList<>();
    private final List<Quarantined> quarantined = new ArrayList<>();

    private Rows(CountyView view) {
      collected = new CollectingSink(view);
    }

    @Override
    public void digest(SchoolDigest row) {}

    @Override
    public void post(String county, LocalDate day, int measure, long amount) {
      collected.post(county, day, measure, amount);
    }

    @Override
    public void account(SchoolAccount row) {
      accounts.add(row);
      collected.account(row);
    }

    @Override
    public void note(String key, EventNote row) {
      notes.add(row);
      collected.note(key, row);
    }

    @Override
    public void days(SchoolDays row) {
      collected.days(row);
    }

    @Override
    public void slot(org.countypulse.schemas.ledger.SchoolSlot row) {}

    @Override
    public void life(String school, SchoolLife life) {
      collected.life(school, life);
    }

    @Override
    public void quarantine(Quarantined record) {
      quarantined.add(record);
      collected.quarantine(record);
    }

    @Override
    public void release(EventType type, int partition, long offset) {
      collected.release(type, partition, offset);
    }
  }

  private static Rows received(CountyView view, Draft... drafts) {
    Rows rows = new Rows(view);
    SchoolPoster poster = poster(view, rows);
    for (int i = 0; i < drafts.length; i++) {
      poster.receive(new Received(0, i, drafts[i].arrival(), drafts[i].event()));
      poster.flush();
    }
    return rows;
  }

  private static SchoolPoster poster(CountyView view, PostingSink sink) {
    return poster(view, new MapSchoolStore(), sink);
  }

  private static SchoolPoster poster(CountyView view, SchoolStore store, PostingSink sink) {
    return new SchoolPoster(view, Counties.chinese(), store, sink);
  }

  @Test
  void aRecordThatIsNoEventIsAccountedForUnderWhateverKeyItHas() {
    Rows rows = new Rows(DRILLS);
    Refusal refusal = new Refusal(QuarantineReason.UNDECODABLE, "", "Not an event.");
    SchoolPoster poster = poster(DRILLS, rows);
    poster.refuse(EventTypes.SAFETY_DRILL, 3, 17, "a/b\u0000c", "", "", refusal);
    poster.flush();
    assertThat(rows.collected.ledger().accounts())
        .containsOnly(
            Map.entry(new Source("a?b?c", "safety-drill", ""), new Account(1, 0, 0, 0, 0, 1)));
    assertThat(rows.collected.quarantined()).containsOnlyKeys("event.safety-drill/3/17");
  }

  @Test
  void aMisplacedEventIsNoCopyOfOneInItsPlace() {
    Rows rows = new Rows(DRILLS);
    SchoolPoster poster = poster(DRILLS, rows);
    Draft drill = cast.drill(XINFU_NO_1, DAY, participants(3));
    Refusal refusal = new Refusal(QuarantineReason.WRONG_PARTITION, "subject", "Wrong.");
    poster.refuse(new Received(1, 0, drill.arrival(), drill.event()), refusal);
    Draft registration = cast.registered(XINFU_NO_1, "2019-01-01", XINFU);
    poster.receive(new Received(0, 0, drill.arrival(), registration.event()));
    poster.receive(new Received(0, 0, drill.arrival(), drill.event()));
    poster.flush();
    assertThat(rows.collected.ledger().at(XINFU, drill.event().day(), "drill-participants"))
        .isEqualTo(3);
    assertThat(rows.collected.ledger().total()).isEqualTo(new Account(2, 1, 0, 0, 0, 1));
  }

  @Test
  void aCopyThatPassesTodaysRulesSpeaksForTheOneThatOnceBrokeThem() {
    CountyView view = Views.REGISTRY_ENROLLMENT;
    Counties withoutXinfu =
        Counties.parse(Counties.chinese().toCsv().replaceAll("(?m)^" + XINFU + ",.*\\R", ""));
    Draft registration = cast.registered(XINFU_NO_1, "2019-01-01", XINFU);
    Rows rows = new Rows(view);
    MapSchoolStore store = new MapSchoolStore();
    try (SchoolPoster once = new SchoolPoster(view, withoutXinfu, store, rows)) {
      once.receive(new Received(0, 7, registration.arrival(), registration.event()));
      once.flush();
    }
    assertThat(rows.collected.quarantined()).containsOnlyKeys("event.school-registered/0/7");
    assertThat(rows.collected.ledger().total()).isEqualTo(new Account(1, 0, 0, 0, 0, 1));

    for (int offset = 8; offset < 10; offset++) {
      try (SchoolPoster today = poster(view, store, rows)) {
        today.receive(new Received(0, offset, registration.arrival(), registration.event()));
        today.flush();
      }
    }
    LocalDate day = registration.event().day();
    assertThat(rows.collected.ledger().at(XINFU, day, "schools-open")).isEqualTo(1);
    assertThat(rows.collected.quarantined()).isEmpty();
    assertThat(rows.collected.ledger().total()).isEqualTo(new Account(3, 1, 2, 0, 0, 0));
  }

  @Test
  void aBrokenRegistrationIsAccountedForOnce() {
    Draft broken = cast.registered(XINFU_NO_1, DAY, "999999");
    Draft garbled = cast.registered(XINFU_NO_1, DAY, XINFU).withId("no id");
    for (CountyView view : Views.ALL) {
      Rows rows = received(view, broken, garbled);
      boolean owner = view == Views.REGISTRY_ENROLLMENT;
      assertThat(rows.collected.quarantined()).as("%s", view).hasSize(owner ? 2 : 0);
      assertThat(rows.collected.ledger().accounts()).as("%s", view).hasSize(owner ? 1 : 0);
    }
  }

  @Test
  void howeverLongABrokenRecordIsWhatIsSaidOfItIsShort() {
    String[] codes = new String[20_000];
    Arrays.fill(codes, "");
    String page = "x".repeat(500_000);
    Draft inspection = cast.inspected(XINFU_NO_1, DAY, InspectionOutcome.FAIL, violations(codes));
    Rows rows =
        received(
            Views.owning(EventTypes.CANTEEN_INSPECTION),
            inspection,
            inspection.from(page),
            inspection.withId(page),
            inspection.correcting(page).withId("0b0e0000-0000-4000-8000-000000000001"));
    assertThat(rows.quarantined).hasSize(4);
    assertThat(rows.quarantined)
        .allMatch(q -> q.refusal().detail().length() <= 1_001)
        .allMatch(q -> q.source().length() <= 200 && q.eventId().length() <= 200);
    assertThat(rows.accounts).allMatch(row -> row.getSource().length() <= 200);
    assertThat(rows.notes).allMatch(row -> row.getDetail().length() <= 1_001);
  }

  @Test
  void aNoteSaysInASentenceWhatBecameOfAnEvent() {
    Draft drill = cast.drill(XINFU_NO_1, DAY);
    Draft correction = cast.drill(XINFU_NO_1, DAY).correcting(drill);
    Rows rows = received(DRILLS, drill, correction);
    EventNote waiting = rows.notes.get(0);
    assertThat(waiting.getReason()).isEqualTo("school-not-registered");
    assertThat(waiting.getDetail()).contains("school-registered").endsWith(".");
    EventNote superseded =
        rows.notes.stream()
            .filter(note -> note.getReason().equals("corrected"))
            .findFirst()
            .orElseThrow();
    assertThat(superseded.getEventId()).isEqualTo(drill.id());
    assertThat(superseded.getBy()).isEqualTo(correction.id());
    assertThat(superseded.getDetail()).contains(correction.id()).endsWith(".");
  }

  @Test
  void anEventThatIsPlainlyPostedNeedsNoNote() {
    Rows rows =
        received(
            DRILLS, cast.registered(XINFU_NO_1, "2019-01-01", XINFU), cast.drill(XINFU_NO_1, DAY));
    assertThat(rows.notes).isEmpty();
  }

  /** Keys begin with the school's id, and ids may begin with one another. */
  @Test
  void aSchoolWhoseIdBeginsLikeAnothersIsAnotherSchool() {
    Draft drill = cast.drill("140", DAY, participants(1));
    Rows rows =
        received(
            DRILLS,
            cast.registered("14", "2019-01-01", XINFU),
            cast.registered("140", "2019-01-01", Cast.DINGXIANG),
            cast.registered("140E", "2019-01-01", Cast.WUTAI),
            drill,
            cast.drill("14", DAY, participants(2)).withId(drill.id()),
            cast.drill("140E", DAY, participants(3)).withId(drill.id()),
            cast.registered("14", "2019-02-01", Cast.DAIXIAN));
    LocalDate day = drill.event().day();
    assertThat(rows.collected.ledger().at(Cast.DINGXIANG, day, "drill-participants")).isEqualTo(1);
    assertThat(rows.collected.ledger().at(Cast.DAIXIAN, day, "drill-participants")).isEqualTo(2);
    assertThat(rows.collected.ledger().at(Cast.WUTAI, day, "drill-participants")).isEqualTo(3);
    assertThat(rows.collected.ledger().total()).isEqualTo(new Account(3, 3, 0, 0, 0, 0));
  }
}
