package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.Version;
import org.countypulse.streams.Version.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rebuilds a platform works on after it has been killed. */
class RebuildFoldersTest {
  private static final String DRILLS = "safety-drills";
  private static final Wish WISH = new Wish("li", Instant.parse("2026-10-10T00:00:00.123Z"));
  private static final RebuildWishes PROMOTE =
      new RebuildWishes(true, Set.of("drills-held"), "500", "li");

  @TempDir Path directory;

  /** As a platform sees it that has been started again. */
  private RebuildFolders folders() {
    return new RebuildFolders(directory);
  }

  private static Version version(VersionState state, Instant at) {
    return new Version(DRILLS, 2, "f", state, "", Optional.empty(), "", Optional.of(at), "li");
  }

  @Test
  void whoDiedBetweenTheRowAndItsFolderGoesOnWithItAndRemembersWhatWasWished() {
    folders().begin(DRILLS, WISH, PROMOTE);
    var orphan = version(VersionState.REBUILDING, WISH.at());
    assertThat(folders().areOurs(orphan)).isTrue();
    assertThat(folders().areOurs(orphan)).as("also from now on").isTrue();
    assertThat(folders().areOurs(version(VersionState.LIVE, WISH.at().plusSeconds(9)))).isTrue();
    assertThat(RebuildWishes.in(folders().of(orphan))).isEqualTo(PROMOTE);
    folders().forget(orphan);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aRebuildThatSomebodyElseBeganIsNotTakenFromThem() {
    folders().begin(DRILLS, WISH, PROMOTE);
    var another = version(VersionState.REBUILDING, WISH.at().plusMillis(1));
    assertThat(folders().areOurs(another)).isFalse();
  }

  @Test
  void whatIsNoViewIsNotWrittenDownAnywhere() {
    var inside = directory.resolve("rebuild");
    new RebuildFolders(inside).begin("../outside", WISH, PROMOTE);
    new RebuildFolders(inside).refuse("../outside", WISH);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aRebuildThatWasRefusedLeavesNothing() {
    folders().begin(DRILLS, WISH, PROMOTE);
    folders().refuse(DRILLS, WISH);
    assertThat(directory).isEmptyDirectory();
    assertThat(folders().areOurs(version(VersionState.REBUILDING, WISH.at()))).isFalse();
  }
}
