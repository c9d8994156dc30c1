package org.countypulse.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of the state stores. After a crash, exactly-once processing trusts no store on disk
 * and restores it from Kafka. Kafka Streams finds that out store by store: it opens each, closes
 * it, wipes it and opens it again, which takes most of a restart. So stores of a process that did
 * not end in order are wiped here, before it looks.
 */
final class StateFolder {

  private static final String ENDED_IN_ORDER = "ended-in-order";
  private static final String TASK = "\\d+_\\d+";

  private final Path folder;

  StateFolder(Path folder) {
    this.folder = folder;
  }

  /** Call before anything is started on the folder. */
  void open() {
    try {
      Files.createDirectories(folder);
      if (!Files.deleteIfExists(folder.resolve(ENDED_IN_ORDER))) {
        for (Path application : list(folder)) {
          for (Path task : list(application)) {
            if (task.getFileName().toString().matches(TASK)) {
              delete(task);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of the stores can't be used: " + folder, e);
    }
  }

  /** Call after everything on the folder has stopped in order. */
  void close() {
    try {
      Files.writeString(folder.resolve(ENDED_IN_ORDER), "");
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of the stores can't be used: " + folder, e);
    }
  }

  /** Deletes what is kept of an application that has stopped; nothing happens if there is none. */
  void remove(String application) {
    Path kept = folder.resolve(application);
    try {
      if (Files.isDirectory(kept)) {
        delete(kept);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of the stores can't be used: " + kept, e);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> entries = Files.walk(tree)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
