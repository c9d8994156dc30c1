package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countypulse.schemas.ledger.VersionState.LIVE;
import static org.countypulse.schemas.ledger.VersionState.REBUILDING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.Version.Wish;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The topic of versions on a real broker, where several change it at once and some die. */
class ViewVersionsTest {

  private static final Wish LENA = Wish.of("Lena");
  private static final SchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  private static Broker broker;
  private static ViewVersions versions;

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start();
    try (Admin admin = broker.admin()) {
      Topics.ensure(admin, 1, (short) 1);
    }
    Topics.registerSubjects(REGISTRY, ValueFormat.of(REGISTRY));
    versions = versions(() -> {});
    versions.enter(Views.ALL, version -> true);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  private static ViewVersions versions(Runnable beforeCommit) {
    return new ViewVersions(broker.client(), ValueFormat.of(REGISTRY), beforeCommit);
  }

  @Test
  void ofSeveralRebuildsOfAViewThatAreAskedAtOnceOneBegins() {
    ExecutorService askers = Executors.newFixedThreadPool(4);
    CountDownLatch together = new CountDownLatch(4);
    List<Version> begun = new CopyOnWriteArrayList<>();
    List<String> refused = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> asked =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          together.countDown();
                          try {
                            together.await();
                            begun.add(versions.rebuild("canteens", Optional.empty(), LENA));
                          } catch (VersionRefusedException e) {
                            refused.add(e.getMessage());
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        },
                        askers))
            .toList();
    asked.forEach(CompletableFuture::join);
    askers.shutdown();

    assertThat(begun).singleElement().extracting(Version::number).isEqualTo(2);
    assertThat(refused)
        .hasSize(3)
        .allSatisfy(why -> assertThat(why).contains("v2 of canteens is being rebuilt already"));
    assertThat(versions.read().of("canteens")).hasSize(2);
  }

  @Test
  void aPromotionThatDiesBeforeItsCommitHasNotHappened() {
    completeSecond("transfers");
    ViewVersions dying =
        versions(
            () -> {
              throw new IllegalStateException("killed, on purpose");
            });

    assertThatThrownBy(() -> dying.promote("transfers", 2, 1, LENA))
        .isInstanceOf(IllegalStateException.class);

    assertThat(promoted("transfers")).isEqualTo(1);
    Version told = versions.tell("transfers", 2, "the next change comes through at once");
    assertThat(versions.read().find("transfers", 2)).hasValue(told);
    assertThat(promoted("transfers")).isEqualTo(1);
    versions.promote("transfers", 2, 1, LENA);
    assertThat(promoted("transfers")).isEqualTo(2);
  }

  @Test
  void aChangeThatAnotherOneOvertakesIsDecidedAgain() {
    completeSecond("students");
    AtomicBoolean first = new AtomicBoolean(true);
    ViewVersions overtaken =
        versions(
            () -> {
              if (first.getAndSet(false)) {
                versions.retire("students", 2, LENA);
              }
            });

    assertThatThrownBy(() -> overtaken.promote("students", 2, 1, LENA))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageContaining("v2 of students is retiring");
    assertThat(promoted("students")).isEqualTo(1);
  }

  @Test
  void aWatchTellsWhatStandsThereAndEachChange() {
    List<Optional<Version>> told = new CopyOnWriteArrayList<>();
    try (VersionWatch watch =
        VersionWatch.start(versions, "test-watch", table -> told.add(table.find("food", 2)))) {
      Awaitility.await().until(() -> told.size() == 1);
      assertThat(told).containsExactly(Optional.empty());
      Version begun = versions.rebuild("food", Optional.empty(), LENA);
      assertThat(begun.state()).isEqualTo(REBUILDING);
      Awaitility.await().until(() -> told.contains(Optional.of(begun)));
      Version complete = versions.finished("food", 2, LENA);
      assertThat(complete.state()).isEqualTo(LIVE);
      Awaitility.await().until(() -> told.contains(Optional.of(complete)));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aStartThatChangesNothingDisturbsNobody() {
    List<CountyView> all = new ArrayList<>(Views.ALL);
    ViewVersions inTheMiddle = versions(() -> versions.enter(all, version -> true));
    assertThat(inTheMiddle.tell("estate", 1, "told").detail()).isEqualTo("told");
  }

  private static void completeSecond(String view) {
    versions.rebuild(view, Optional.empty(), LENA);
    versions.finished(view, 2, LENA);
  }

  private static int promoted(String view) {
    return versions.read().promoted(view).orElseThrow().number();
  }
}
