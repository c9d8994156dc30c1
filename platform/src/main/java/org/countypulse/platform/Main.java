package org.countypulse.platform;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.countypulse.producers.importing.ImportException;
import org.countypulse.producers.sending.SendingException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command line. Errors are one line on standard error and an exit code that is not 0. */
@Command(
    name = "countypulse",
    description = "School events in, live county figures out.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ImportCommand.class,
      SimulateCommand.class,
      RebuildCommand.class,
      VerifyCommand.class,
      PromoteCommand.class,
      RetireCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class,
      StatusCommand.class,
      QuarantineCommand.class,
      FiguresCommand.class,
      ExplainCommand.class,
      ReportCommand.class,
      ForgetCommand.class,
      StreamsCommand.class,
      GatewayCommand.class,
      DashboardCommand.class,
      AccessCommand.class,
      TokenCommand.class,
      RebuildWorkerCommand.class,
    })
public final class Main implements Callable<Integer> {
  static final int FAILED = 1;
  static final int WRONG_USE = 2;

  private static volatile boolean stopping;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    int exitCode = runWithinMemory(arguments);
    if (!stopping) {
      System.exit(exitCode);
    }
  }

  private static int runWithinMemory(String... arguments) {
    try {
      return run(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "countypulse: out of memory. Give it more: COUNTYPULSE_JAVA_OPTS=-Xmx2g, say.");
      return FAILED;
    }
  }

  static int run(String... arguments) {
    var main = new Main();
    return new CommandLine(main)
        .registerConverter(LocalDate.class, Main::date)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::explainWrongUse)
        .setExecutionExceptionHandler((e, line, parsed) -> main.explainFailure(e, line))
        .execute(arguments);
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is not a date such as 2019-08-31");
    }
  }

  /** From now on everything that fails does so because we are being stopped. */
  static void stopping() {
    stopping = true;
  }

  static boolean isStopping() {
    return stopping;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return WRONG_USE;
  }

  private static int explainWrongUse(ParameterException e, String[] arguments) {
    var line = e.getCommandLine();
    say(
        line.getErr(),
        "%s See: %s --help"
            .formatted(sentence(e.getMessage()), line.getCommandSpec().qualifiedName()));
    return WRONG_USE;
  }

  private int explainFailure(Exception e, CommandLine line) {
    if (stopping) {
      return FAILED;
    }
    if (isForThePerson(e)) {
      say(line.getErr(), e.getMessage());
    } else {
      say(line.getErr(), "this failed: " + oneLine(e) + (verbose ? "" : " (--verbose shows more)"));
    }
    if (verbose) {
      e.printStackTrace(line.getErr());
    }
    return line.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Whether its message is written for whoever started the command. */
  private static boolean isForThePerson(Exception e) {
    return e instanceof UserError || e instanceof ImportException || e instanceof SendingException;
  }

  private static void say(PrintWriter err, String message) {
    err.println("countypulse: " + message);
    err.flush();
  }

  private static String sentence(String message) {
    var text = message.strip().replaceAll("\\s*\\R\\s*", " ");
    return text.endsWith(".") ? text : text + ".";
  }

  private static String oneLine(Exception e) {
    return (e.getClass().getSimpleName() + ": " + e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"countypulse " + Installation.version()};
    }
  }
}
