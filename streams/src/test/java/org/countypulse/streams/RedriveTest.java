package org.countypulse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.countypulse.streams.Told.DINGXIANG;
import static org.countypulse.streams.Told.XINFU;
import static org.countypulse.streams.Told.drill;
import static org.countypulse.streams.Told.registered;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.Decision;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.countypulse.streams.rebuild.Rebuild;
import org.countypulse.streams.redrive.Position;
import org.countypulse.streams.redrive.Redrive;
import org.countypulse.streams.redrive.RedriveReport;
import org.countypulse.streams.redrive.RedriveReport.Change;
import org.countypulse.streams.redrive.Selection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do about records in quarantine, on a real broker, with the stream at work. */
class RedriveTest {

  private static final int PARTITIONS = 2;
  private static final CountyView DRILLS = Views.owning(EventTypes.SAFETY_DRILL);
  private static final String TOPIC = EventTypes.SAFETY_DRILL.topic();
  private static final String DAY = "2019-05-12";
  private static final int LATE_ID = 4_711;

  @TempDir static Path folder;
  private static Broker broker;
  private static StreamsProcess process;
  private static final LateRegistry REGISTRY = new LateRegistry();

  /** Knows one more id of the drill's schema, but not from the beginning. */
  private static final class LateRegistry implements SchemaRegistry {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private volatile boolean knowsAll;

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public int idOf(String subject, Schema schema) {
      return registry.idOf(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      return knowsAll && id == LATE_ID ? EventTypes.SAFETY_DRILL.schema() : registry.byId(id);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start();
    process = startStreams(folder.resolve("live"), DRILLS);
  }

  @AfterAll
  static void stop() throws Exception {
    process.close();
    broker.close();
  }

  @Test
  void anEventOfAnUnknownSchemaCountsOnceWhenTheSchemaHasBeenRegistered() {
    String school = "1409020101";
    Event drill = drill(school, DAY, 31);
    broker.send(REGISTRY, List.of(registered(school, XINFU, "2018-09-01")));
    broker.sendBytes(TOPIC, null, school, WireFormat.encode(LATE_ID, drill.toRecord()));
    awaitQuarantined(school, 1);
    Selection unknown = selection("unknown-schema", school);

    REGISTRY.knowsAll = false;
    RedriveReport before = redrive().tryOut(unknown);
    assertThat(before.passes()).isZero();
    assertThat(before.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.reason()).isEqualTo("unknown-schema");
              assertThat(refused.detail()).contains("4711");
            });
    assertThat(redrive().redrive(unknown, "tester", "").redriven()).isZero();

    REGISTRY.knowsAll = true;
    RedriveReport dry = redrive().tryOut(unknown);
    assertThat(dry.passing()).isEqualTo(Map.of("counts", 1L));
    assertThat(dry.exact()).isTrue();
    assertThat(dry.changes())
        .extracting(Change::county, Change::measure, Change::from, c -> c.amount().intValue())
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                XINFU, "drill-participants", LocalDate.parse(DAY), 31));
    assertThat(decisionsOf(school)).isEmpty();
    assertThat(participants(school)).isZero();

    RedriveReport done = redrive().redrive(unknown, "tester", "registered");
    assertThat(done.redriven()).isEqualTo(1);
    awaitAccount(school, 2, 1, 0, 1);
    assertThat(decisionsOf(school))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getDecision()).isEqualTo(Decision.REDRIVEN);
              assertThat(row.getBy()).isEqualTo("tester");
              assertThat(row.getToOffset()).isGreaterThan(row.getOffset());
            });
    assertThat(redrive().redrive(unknown, "tester", "").selected()).isZero();
    assertThat(copiesOf(school)).hasSize(2);
  }

  @Test
  void whatStandsInTheWrongPlaceIsSentToItsOwnUnlessItIsThereAlready() {
    String school = "1409020102";
    Event stray = drill(school, DAY, 5);
    Event sentTwice = drill(school, DAY, 7);
    int wrong = 1 - Utils.toPositive(Utils.murmur2(school.getBytes(UTF_8))) % PARTITIONS;
    broker.send(REGISTRY, List.of(registered(school, XINFU, "2018-09-01"), sentTwice));
    broker.sendBytes(TOPIC, null, "another", bytes(stray));
    broker.sendBytes(TOPIC, wrong, school, bytes(stray));
    broker.sendBytes(TOPIC, wrong, school, bytes(sentTwice));
    awaitQuarantined(school, 3);

    Selection all = selection(null, school);
    RedriveReport dry = redrive().tryOut(all);
    assertThat(dry.passing()).isEqualTo(Map.of("counts", 1L, "duplicate", 2L));
    assertThat(dry.changes())
        .filteredOn(change -> change.measure().equals("drill-participants"))
        .extracting(change -> change.amount().intValue())
        .containsExactly(5);
    assertThat(redrive().redrive(all, "tester", "").redriven()).isEqualTo(3);
    awaitAccount(school, 7, 2, 2, 3);
  }

  @Test
  void aDayThatLayTooFarAheadIsBelievedOnceItHasCome() throws Exception {
    String school = "1409020103";
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    broker.send(REGISTRY, List.of(registered(school, DINGXIANG, "2018-09-01")));
    appendedAt(Instant.now().minus(Duration.ofDays(10)), drill(school, today, 9));
    awaitQuarantined(school, 1);
    Selection ahead = selection("too-far-ahead", school);

    Clock tenDaysAgo = Clock.fixed(Instant.now().minus(Duration.ofDays(10)), ZoneOffset.UTC);
    assertThat(redrive(tenDaysAgo).tryOut(ahead).refused())
        .extracting(RedriveReport.Refused::reason)
        .containsExactly("too-far-ahead");
    assertThat(redrive().tryOut(ahead).passing()).isEqualTo(Map.of("counts", 1L));
    assertThat(redrive().redrive(ahead, "tester", "").redriven()).isEqualTo(1);
    awaitAccount(school, 2, 1, 1, 0);
    await().untilAsserted(() -> assertThat(quarantined(school)).isEmpty());
  }

  @Test
  void aRefusedEventThatWasSentTwiceIsTriedOutAsIfOnce() throws Exception {
    String school = "1409020109";
    Event drill = drill(school, LocalDate.now(ZoneOffset.UTC).toString(), 9);
    broker.send(REGISTRY, List.of(registered(school, DINGXIANG, "2018-09-01")));
    Instant early = Instant.now().minus(Duration.ofDays(10));
    appendedAt(early, drill);
    appendedAt(early, drill);
    awaitAccount(school, 2, 0, 1, 1);

    RedriveReport dry = redrive().tryOut(selection("too-far-ahead", school));
    assertThat(dry.passing()).isEqualTo(Map.of("counts", 1L));
  }

  @Test
  void whoIsCutShortLeavesNothingAndWhoRepeatsRedrivesOnce() {
    String school = "1409020104";
    broker.send(REGISTRY, List.of(registered(school, XINFU, "2018-09-01")));
    broker.sendBytes(TOPIC, null, "another", bytes(drill(school, DAY, 3)));
    awaitQuarantined(school, 1);

    try (KafkaProducer<String, byte[]> killed = decider()) {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(new ProducerRecord<>(TOPIC, school, bytes(drill(school, DAY, 3))));
      killed.flush();
      Selection all = selection(null, school);
      assertThat(redrive().redrive(all, "tester", "").redriven()).isEqualTo(1);
      assertThat(redrive().redrive(all, "tester", "").redriven()).isZero();
      assertThat(org.assertj.core.api.Assertions.catchThrowable(killed::commitTransaction))
          .as("the one that was fenced")
          .isNotNull();
    }
    awaitAccount(school, 2, 1, 0, 1);
    assertThat(copiesOf(school)).hasSize(2);
  }

  @Test
  void aDismissedOneIsOpenNoMoreUntilItIsNamedByItsPosition() {
    String school = "1409020105";
    broker.send(REGISTRY, List.of(registered(school, XINFU, "2018-09-01")));
    broker.sendBytes(TOPIC, null, "another", bytes(drill(school, DAY, 3)));
    awaitQuarantined(school, 1);

    assertThat(redrive().dismiss(selection(null, school), "clerk", "a test of theirs").dismissed())
        .isEqualTo(1);
    assertThat(redrive().tryOut(selection(null, school)).selected()).isZero();
    QuarantineDecision row = decisionsOf(school).get(0);
    assertThat(row.getDecision()).isEqualTo(Decision.DISMISSED);
    assertThat(row.getWhy()).isEqualTo("a test of theirs");
    assertThat(row.getToOffset()).isNull();

    Position position = new Position(row.getTopic(), row.getPartition(), row.getOffset());
    Selection named = new Selection(null, null, null, Set.of(position), false, false);
    assertThat(redrive().tryOut(named).passes()).isEqualTo(1);
  }

  @Test
  void aCopyThatSaysSomethingElseThanWhatStandsIsNotSentAgain() {
    String school = "1409020106";
    Event stands = drill(school, DAY, 3);
    Event other =
        new Event(
            stands.type(),
            stands.eventId(),
            school,
            stands.day(),
            stands.happenedAt(),
            stands.recordedAt().plusSeconds(1),
            stands.source(),
            null,
            false,
            drill(school, DAY, 4).data());
    broker.send(REGISTRY, List.of(registered(school, XINFU, "2018-09-01"), stands));
    broker.sendBytes(TOPIC, null, "another", bytes(other));
    awaitQuarantined(school, 1);
    assertThat(redrive().redrive(selection(null, school), "tester", "").refused())
        .extracting(RedriveReport.Refused::reason)
        .containsExactly("conflicting");
    assertThat(decisionsOf(school)).isEmpty();
  }

  /** In the fresh view originals may count that live were refused; their copies then do not. */
  @Test
  void aRebuiltViewHasTheLiveOnesDigest() throws Exception {
    String school = "1409020107";
    Event late = drill(school, DAY, 11);
    Event stray = drill(school, DAY, 13);
    REGISTRY.knowsAll = false;
    broker.send(REGISTRY, List.of(registered(school, XINFU, "2018-09-01")));
    broker.sendBytes(TOPIC, null, school, WireFormat.encode(LATE_ID, late.toRecord()));
    broker.sendBytes(TOPIC, null, "another", bytes(stray));
    awaitQuarantined(school, 2);
    REGISTRY.knowsAll = true;
    assertThat(redrive().redrive(selection(null, school), "tester", "").redriven()).isEqualTo(2);
    awaitAccount(school, 4, 2, 0, 2);

    CountyView fresh = DRILLS.version(2);
    assertThat(rebuild(fresh)).isEqualTo(Rebuild.Outcome.CAUGHT_UP);
    assertThat(received(fresh)).isEqualTo(received(DRILLS));
    assertThat(digest(fresh)).isEqualTo(digest(DRILLS)).isNotEqualTo(LedgerDigest.EMPTY);
    assertThat(proofs(fresh)).as("so that verify can compare them").isEqualTo(proofs(DRILLS));
    List<SchoolAccount> rows = accounts(fresh, school);
    assertThat(rows.stream().mapToLong(SchoolAccount::getPosted).sum()).isEqualTo(2);
    assertThat(rows.stream().mapToLong(SchoolAccount::getDuplicate).sum())
        .as("the copy of the one whose schema came late")
        .isEqualTo(1);
  }

  private static Map<String, String> proofs(CountyView version) {
    Map<String, String> proofs = new TreeMap<>();
    broker
        .<SchoolDigest>rows(version.topics().digests(), REGISTRY, SchoolDigest.getClassSchema())
        .forEach((school, row) -> proofs.put(school, row.toString()));
    return proofs;
  }

  private static Rebuild.Outcome rebuild(CountyView view) throws Exception {
    try (Admin admin = broker.admin()) {
      Topics.ensureLedgers(admin, List.of(view), PARTITIONS, (short) 1);
    }
    Topics.registerLedgers(REGISTRY, ValueFormat.of(REGISTRY), List.of(view));
    return Rebuild.run(
        new Rebuild.Settings(
            broker.client(),
            ValueFormat.of(REGISTRY),
            Counties.chinese(),
            view,
            Optional.empty(),
            folder.resolve("rebuild"),
            1,
            (short) 1,
            16 << 20),
        new Untiring(),
        new Untiring());
  }

  private static StreamsProcess startStreams(Path state, CountyView view) {
    return StreamsProcess.start(
        new StreamsSettings(
            broker.client(),
            REGISTRY,
            ValueFormat.of(REGISTRY),
            state,
            "test",
            1,
            PARTITIONS,
            (short) 1,
            0,
            StreamsSettings.COMMIT_MILLIS,
            Counties.chinese(),
            List.of(view)),
        null);
  }

  private static Redrive redrive() {
    return redrive(Clock.systemUTC());
  }

  private static Redrive redrive(Clock clock) {
    return new Redrive(broker.client(), ValueFormat.of(REGISTRY), Counties.chinese(), clock);
  }

  private static Selection selection(String reason, String school) {
    return new Selection(reason, null, school, Set.of(), false, false);
  }

  private static byte[] bytes(Event event) {
    return WireFormat.encode(
        REGISTRY.idOf(event.type().subject(), event.type().schema()), event.toRecord());
  }

  private static KafkaProducer<String, byte[]> decider() {
    Map<String, Object> config = new HashMap<>(broker.client());
    config.put("transactional.id", "countypulse.quarantine");
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  /** An event that the broker took at some time in the past. */
  private static void appendedAt(Instant time, Event event) throws Exception {
    timestamps("CreateTime");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(broker.client()), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  TOPIC, null, time.toEpochMilli(), event.schoolId(), bytes(event)))
          .get();
    }
    timestamps("LogAppendTime");
  }

  private static void timestamps(String type) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    try (Admin admin = broker.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("message.timestamp.type", type),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      await()
          .until(
              () ->
                  admin
                      .describeConfigs(List.of(topic))
                      .all()
                      .get()
                      .get(topic)
                      .get("message.timestamp.type")
                      .value()
                      .equals(type));
    }
  }

  private static void awaitQuarantined(String school, int records) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(quarantined(school)).hasSize(records));
  }

  /** Those of the live view that are not released. */
  private static List<ConsumerRecord<String, byte[]>> quarantined(String school) {
    Map<String, ConsumerRecord<String, byte[]>> last = new HashMap<>();
    broker.read(LedgerTopics.QUARANTINE).forEach(record -> last.put(record.key(), record));
    return last.values().stream()
        .filter(record -> record.key().startsWith("safety-drills/v1/"))
        .filter(record -> belongsTo(record, school))
        .toList();
  }

  /** A record under another key is filed under the school that it names, if it can be read. */
  private static boolean belongsTo(ConsumerRecord<String, byte[]> record, String school) {
    var header = record.headers().lastHeader(QuarantineHeaders.SCHOOL);
    return header != null && new String(header.value(), UTF_8).equals(school);
  }

  private static List<QuarantineDecision> decisionsOf(String school) {
    return broker
        .<QuarantineDecision>rows(
            LedgerTopics.QUARANTINE_DECISIONS, REGISTRY, QuarantineDecision.getClassSchema())
        .values()
        .stream()
        .filter(row -> row.getSchoolId().equals(school))
        .toList();
  }

  /** All committed drills that name a school. */
  private static List<ConsumerRecord<String, byte[]>> copiesOf(String school) {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(broker.read(TOPIC));
    all.removeIf(record -> !new String(record.value(), UTF_8).contains(school));
    return all;
  }

  private static long participants(String school) {
    return accounts(DRILLS, school).stream().mapToLong(SchoolAccount::getPosted).sum();
  }

  private static void awaitAccount(
      String school, long received, long posted, long duplicate, long quarantined) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              List<SchoolAccount> rows = accounts(DRILLS, school);
              assertThat(
                      List.of(
                          rows.stream().mapToLong(SchoolAccount::getReceived).sum(),
                          rows.stream().mapToLong(SchoolAccount::getPosted).sum(),
                          rows.stream().mapToLong(SchoolAccount::getDuplicate).sum(),
                          rows.stream().mapToLong(SchoolAccount::getQuarantined).sum()))
                  .containsExactly(received, posted, duplicate, quarantined);
            });
  }

  private static List<SchoolAccount> accounts(CountyView view, String school) {
    return broker
        .<SchoolAccount>rows(view.topics().accounts(), REGISTRY, SchoolAccount.getClassSchema())
        .values()
        .stream()
        .filter(row -> row.getSchoolId().equals(school))
        .toList();
  }

  private static long received(CountyView view) {
    return broker
        .<SchoolAccount>rows(view.topics().accounts(), REGISTRY, SchoolAccount.getClassSchema())
        .values()
        .stream()
        .mapToLong(SchoolAccount::getReceived)
        .sum();
  }

  private static LedgerDigest digest(CountyView view) {
    LedgerDigest digest = LedgerDigest.EMPTY;
    for (LedgerCell cell :
        broker
            .<LedgerCell>rows(view.topics().cells(), REGISTRY, LedgerCell.getClassSchema())
            .values()) {
      digest = digest.add(cell.getCounty(), cell.getDay(), cell.getMeasure(), cell.getAmount());
    }
    return digest;
  }
}
