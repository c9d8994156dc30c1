package org.countypulse.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.Version;
import org.countypulse.streams.Version.Wish;

/**
 * A folder for each rebuild that is this platform's to work on: {@code VIEW.vN}. What is wished for
 * is kept before the version has its row, as {@code VIEW.begun-MILLIS}, since only the row gives it
 * a number: whoever dies between the two, or finds no room on the disk, leaves no version that
 * nobody works on.
 */
final class RebuildFolders {
  private final Path root;

  /**
   * @param root where they stand
   */
  RebuildFolders(Path root) {
    this.root = root;
  }

  /**
   * Keeps what is wished for, before the version is entered with the same wish. Nothing is kept of
   * what is no view: it will be refused, and its name might lead anywhere.
   */
  void begin(String view, Wish wish, RebuildWishes wishes) {
    Views.named(view).ifPresent(known -> wishes.writeTo(begun(known.name(), wish)));
  }

  /** There will be no such version. */
  void refuse(String view, Wish wish) {
    Views.named(view).ifPresent(known -> delete(begun(known.name(), wish)));
  }

  /** Whether a version is ours to work on; what was begun for it becomes its folder. */
  boolean areOurs(Version version) {
    if (RebuildWishes.areIn(of(version))) {
      return true;
    }
    if (version.state() != VersionState.REBUILDING || version.at().isEmpty()) {
      return false;
    }
    // Its row says the instant of the wish until something else becomes of it.
    var begun = begun(version.view(), new Wish(version.by(), version.at().get()));
    if (!RebuildWishes.areIn(begun)) {
      return false;
    }
    try {
      Files.move(begun, of(version));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot rename " + begun, e);
    }
    return true;
  }

  Path of(Version version) {
    return root.resolve(version.id());
  }

  private Path begun(String view, Wish wish) {
    return root.resolve(view + ".begun-" + wish.at().toEpochMilli());
  }

  void forget(Version version) {
    delete(of(version));
  }

  private static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (var entries = Files.walk(tree)) {
      for (var entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + tree, e);
    }
  }
}
