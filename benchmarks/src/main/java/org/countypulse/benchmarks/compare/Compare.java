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
  private static final int SCHOOLS = 30_000;
  private static final int SCHOOLS_MIXED = 6_000;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Drills (default: 4000000; 500000 with --quick, 25000000 with --history).")
  private Long events;

  @Option(
      names = "--schools",
      paramLabel = "N",
      description = "Schools that report them (default: 30000; 6000 with --mixed).")
  private Integer schools;

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
          "Days on which the drills were held (default: 365; with --history as many years as it"
              + " takes at 4000000 a year).")
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
          "A first impression in less than three minutes: one round with few drills. Short runs"
              + " flatter nobody: compilers are still warming up.")
  private boolean quick;

  @Option(
      names = "--history",
      description =
          "CountyPulse alone on years of drills: its speed in the beginning and at the end, its"
              + " state, and a kill near the end.")
  private boolean history;

  @Option(
      names = "--mixed",
      description =
          "Events of all types from the simulator instead of drills, some sent twice, corrected or"
              + " late: about 85 a school and year.")
  private boolean mixed;

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
          "Keep the events here; another run with the same events begins at once. Without it they"
              + " are made anew, and deleted.")
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
    if (mixed && (history || quick || events != null || days != null)) {
      throw new UserError(
          "--mixed is a year of the simulator: --schools and --counties say how much that is.");
    }
    Path directory = data == null ? temporary() : data;
    try (DataFolder folder = DataFolder.open(directory);
        Cluster cluster = Cluster.start(folder, registryProgram())) {
      Course course = new Course(cluster, words(javaOptions), words(streamsJavaOptions));
      if (mixed) {
        countMixed(course);
      } else {
        countDrills(course, workload());
      }
    } finally {
      if (data == null) {
        Folders.delete(directory);
      }
    }
    return 0;
  }

  private void countDrills(Course course, Workload workload) {
    List<Contender> contenders = chosen(Contenders.all(root(), workload));
    prepare(course.cluster(), workload.toString(), () -> writeDrills(course.cluster(), workload));
    if (history) {
      course.cluster().forgetResults();
      List<String> lines = new History(course, workload).run();
      report(ResultsFile.HISTORY, lines, workload.description(), course);
    } else {
      List<String> lines = new Comparison(course).run(contenders, quick ? 1 : rounds);
      lines.add(
          "* Kafka Streams DSL got the first drills only: %,d for tumbling windows, %,d for hopping ones."
              .formatted(
                  Math.min(workload.events(), Contenders.FOR_STOCK_DAYS),
                  Math.min(workload.events(), Contenders.FOR_STOCK_HOPS)));
      report(ResultsFile.PEERS, lines, workload.description(), course);
    }
  }

  private static void writeDrills(Cluster cluster, Workload workload) {
    System.out.printf("Writing %,d events%n", workload.events());
    long start = System.nanoTime();
    new Loader(cluster, workload).load();
    System.out.printf(
        "  at %,.0f events/s%n", workload.events() * 1e9 / (System.nanoTime() - start));
  }

  private void countMixed(Course course) {
    MixedLoad load = new MixedLoad(schools == null ? SCHOOLS_MIXED : schools, counties);
    List<Contender> contenders = chosen(load.contenders());
    prepare(course.cluster(), load.description(), () -> load.write(course.cluster()));
    List<String> lines = new Comparison(course).run(contenders, rounds);
    report(ResultsFile.MIXED, lines, load.description(), course);
  }

  private Workload workload() {
    long usual = history ? EVENTS_OF_HISTORY : quick ? EVENTS_QUICKLY : EVENTS;
    long count = events == null ? usual : events;
    long years = history ? Math.max(YEAR_DAYS, YEAR_DAYS * count / EVENTS) : YEAR_DAYS;
    return new Workload(
        count, schools == null ? SCHOOLS : schools, counties, days == null ? (int) years : days);
  }

  private void report(String section, List<String> lines, String load, Course course) {
    List<String> all = new ArrayList<>(lines);
    all.add("* " + load);
    all.addAll(Conditions.of(course, root()));
    String text = String.join("\n", all);
    System.out.printf("%n%s%n", text);
    boolean standard =
        events == null && days == null && schools == null && only.isEmpty() && !quick;
    if (standard) {
      new ResultsFile(root().resolve("benchmarks/RESULTS.md")).put(section, text);
    }
  }

  private List<Contender> chosen(List<Contender> all) {
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
  private static void prepare(Cluster cluster, String wanted, Runnable write) {
    Path note = cluster.folder().path().resolve("workload");
    try {
      if (!Files.exists(note)) {
        write.run();
        Files.writeString(note, wanted);
      } else if (!Files.readString(note).strip().equals(wanted)) {
        throw new UserError(
            "%s holds other events: %s Give another folder with --data, or delete this one."
                .formatted(cluster.folder().path(), Files.readString(note).strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
