package org.countypulse.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.countypulse.domain.Views;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.platform.process.EmbeddedBroker;
import org.countypulse.platform.process.EmbeddedRegistry;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.Topics;

/**
 * A real broker and a real schema registry, each a process of its own with the settings that the
 * platform gives them, in a folder that is deleted in the end; with all topics and schemas.
 */
public final class TestBed implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Path REGISTRY_PROGRAM =
      Path.of("platform/target/countypulse/registry").toAbsolutePath();

  private final DataFolder folder;
  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;

  private TestBed(DataFolder folder, EmbeddedBroker broker, EmbeddedRegistry registry) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
  }

  /**
   * Starts them. Run it from the project's root, built.
   *
   * @param partitions of each event topic
   */
  public static TestBed start(int partitions) {
    makeClassPathAbsolute();
    try {
      DataFolder folder = DataFolder.open(Files.createTempDirectory("countypulse-benchmark"));
      TestBed bed =
          new TestBed(
              folder,
              EmbeddedBroker.start(folder, OptionalInt.empty(), System.err::println),
              EmbeddedRegistry.start(
                  folder, REGISTRY_PROGRAM, OptionalInt.empty(), System.err::println));
      bed.broker.awaitReady(START);
      bed.registry.awaitReady(START);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrap()))) {
        Topics.ensure(admin, partitions, (short) 1);
        Topics.ensureLedgers(admin, Views.ALL, partitions, (short) 1);
      }
      try (ValueFormat format = bed.format()) {
        SchemaRegistry schemas = new HttpSchemaRegistry(bed.settings());
        Topics.registerSubjects(schemas, format);
        Topics.registerLedgers(schemas, format, Views.ALL);
      }
      return bed;
    } catch (IOException e) {
      throw new UncheckedIOException("No folder can be made", e);
    }
  }

  /** Processes inherit it, and run in a folder of their own. */
  private static void makeClassPathAbsolute() {
    System.setProperty(
        "java.class.path",
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
  }

  public String bootstrap() {
    return broker.bootstrap();
  }

  public String registryUrl() {
    return registry.url();
  }

  /** What a client of both needs. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap());
    settings.put(AvroSerializer.REGISTRY_URL, registryUrl());
    return settings;
  }

  /** How values are written and read. */
  public ValueFormat format() {
    return ValueFormat.of(new HttpSchemaRegistry(settings()), settings());
  }

  /** A folder for whoever needs one; it goes with the rest. */
  public Path folder() {
    return folder.path();
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
    Path path = folder.path();
    folder.close();
    try (var files = Files.walk(path)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + path + " can't be deleted", e);
    }
  }
}
