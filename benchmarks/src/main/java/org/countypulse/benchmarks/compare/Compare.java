package org.countypulse.benchmarks.compare;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.countypulse.platform.UserError;
import org.countypulse.platform.process.DataFolder;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: makes the events, lets everybody count them, and says how long each took. */
@Command(
    name = "compare",
    description = "Counts the same drills with CountyPulse and with its peers, in one run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Compare implements Callable<Integer> {

  private static final long EVENTS = 4_000_000;
  private static final long EVENTS_QUICKLY = 500_000;
  private static final long EVENTS_OF_HISTORY = 25_000_000;
  private static final int YEAR_DAYS = 365;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Drills (default: 4000000; 500000 with --quick, 25000000 with --history).")
  private Long events;

  @Option(
      names = "--schools",
      defaultValue = "30000",
      paramLabel = "N",
      description = "Schools that report them (default: ${DEFAULT-VALUE}).")
  private int schools;

  @Option(
      names = "--counties",
      defaultValue = "136",
      paramLabel = "N",
      description = "Counties of the schools (default: ${DEFAULT-VALUE}).")
  private int counties;

  @Option(
      names = "--days",
      paramLabel = "N",
      description =
          "Days on which the drills were held (default: 365; with --history as many years as it takes at 4000000 a year).")
  private Integer days;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "How often everybody counts, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--quick",
      description =
          "A first impression in less than three minutes: one round with few drills. Short runs flatter nobody: compilers are still warming up.")
  private boolean quick;

  @Option(
      names = "--history",
      description =
          "CountyPulse alone on years of drills: its speed in the beginning and at the end, its state, and a kill near the end.")
  private boolean history;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, with commas.")
  private List<String> only = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep the events here; another run with the same events begins at once. Without it they are made anew, and deleted.")
  private Path data;

  @Option(
      names = "--java-opts",
      defaultValue = "-Xms1g -Xmx1g -XX:+UseSerialGC",
      paramLabel = "OPTIONS",
      description = "Options of each counting JVM (default: ${DEFAULT-VALUE}).")
  private String javaOptions;

  @Option(
      names = "--streams-java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "Further options of CountyPulse's JVM alone.")
  private String streamsJavaOptions;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Compare())
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler((e, line, parsed) -> explain(e))
            .execute(arguments));
  }

  private static int explain(Exception e) {
    boolean told =
        e instanceof UserError
            || e instanceof IllegalArgumentException
            || e instanceof Race.LostException;
    if (told) {
      System.err.println("compare: " + e.getMessage());
    } else {
      e.printStackTrace();
    }
    return 1;
  }

  @Override
  public Integer call() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    Workload workload = workload();
    List<Contender> contenders = contenders();
    Path directory = data == null ? temporary() : data;
    try (DataFolder folder = DataFolder.open(directory);
        Cluster cluster = Cluster.start(folder, registryProgram())) {
      Totals totals = prepare(cluster, workload);
      Course course =
          new Course(cluster, workload, totals, words(javaOptions), words(streamsJavaOptions));
      report(
          history ? runHistory(course) : new Comparison(course).run(contenders, quick ? 1 : rounds),
          Conditions.of(course, root()));
    } finally {
      if (data == null) {
        Folders.delete(directory);
      }
    }
    return 0;
  }

  private Workload workload() {
    long usual = history ? EVENTS_OF_HISTORY : quick ? EVENTS_QUICKLY : EVENTS;
    long count = events == null ? usual : events;
    long years = history ? Math.max(YEAR_DAYS, YEAR_DAYS * count / EVENTS) : YEAR_DAYS;
    return new Workload(count, schools, counties, days == null ? (int) years : days);
  }

  private static List<String> runHistory(Course course) {
    course.cluster().forgetResults();
    return new History(course).run();
  }

  private void report(List<String> lines, List<String> conditions) {
    String text = String.join("\n", lines) + "\n" + String.join("\n", conditions);
    System.out.printf("%n%s%n", text);
    boolean standard = events == null && days == null && only.isEmpty() && !quick;
    if (standard) {
      new ResultsFile(root().resolve("benchmarks/RESULTS.md"))
          .put(history ? ResultsFile.HISTORY : ResultsFile.PEERS, text);
    }
  }

  private List<Contender> contenders() {
    List<Contender> all = Contenders.all(root());
    for (String name : only) {
      if (all.stream().noneMatch(contender -> contender.name().equals(name))) {
        throw new UserError(
            "There is no \"%s\" here; --only takes some of %s."
                .formatted(name, String.join(", ", all.stream().map(Contender::name).toList())));
      }
    }
    return all.stream().filter(c -> only.isEmpty() || only.contains(c.name())).toList();
  }

  /** The events of an earlier run are as good as new ones, if they are the same. */
  private static Totals prepare(Cluster cluster, Workload workload) {
    Path note = cluster.folder().path().resolve("workload");
    String wanted = workload.toString() + "\n";
    try {
      if (!Files.exists(note)) {
        System.out.printf("Writing %,d events%n", workload.events());
        long start = System.nanoTime();
        new Loader(cluster, workload).load();
        System.out.printf(
            "  at %,.0f events/s%n", workload.events() * 1e9 / (System.nanoTime() - start));
        Files.writeString(note, wanted);
      } else if (!Files.readString(note).equals(wanted)) {
        throw new UserError(
            "%s holds other events: %s Give another folder with --data, or delete this one."
                .formatted(cluster.folder().path(), Files.readString(note).strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Totals.of(workload, workload.events());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("countypulse-compare");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("countypulse.root", "")).toAbsolutePath();
  }

  private static Path registryProgram() {
    return root().resolve("platform/target/countypulse/registry");
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : new ArrayList<>(List.of(text.strip().split("\\s+")));
  }
}
