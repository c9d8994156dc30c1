package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What one does with folders. */
final class Folders {

  private Folders() {}

  /** Deletes a folder with all that is in it, if it is there. */
  static void delete(Path tree) {
    for (Path path : entries(tree)) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How many bytes its files have; files that go away meanwhile don't count. */
  static long bytes(Path tree) {
    return entries(tree).stream()
        .map(Path::toFile)
        .mapToLong(f -> f.isFile() ? f.length() : 0)
        .sum();
  }

  /** What is deepest comes first. */
  private static List<Path> entries(Path tree) {
    try (Stream<Path> entries = Files.walk(tree)) {
      return entries.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      return entries(tree); // something went away meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
