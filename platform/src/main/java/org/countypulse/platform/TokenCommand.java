package org.countypulse.platform;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.countypulse.platform.http.BearerToken;
import org.countypulse.platform.http.NamedToken;
import org.countypulse.platform.http.TokenFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the file of named tokens. */
@Command(
    name = "token",
    description = {
      "Makes, lists and revokes the tokens with which school systems send events over HTTP.",
      "The file keeps their hashes only. A server that was started with --tokens FILE sees every change at once."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TokenCommand.Create.class, TokenCommand.Show.class, TokenCommand.Revoke.class})
final class TokenCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return Main.WRONG_USE;
  }

  /** The flag for the file. */
  static final class FileOption {
    @Option(
        names = "--tokens",
        required = true,
        paramLabel = "FILE",
        description = "The file of tokens; made if there is none.")
    private Path file;
  }

  /** A new one. */
  @Command(
      name = "create",
      description = {
        "Makes a token and prints it, once: only its hash is kept.",
        "It is the only line on standard output."
      },
      sortOptions = false)
  static final class Create implements Callable<Integer> {
    /** 192 bits: more than anybody can try. */
    private static final int RANDOM_BYTES = 24;

    /** So that programs that look for leaked secrets know one when they see it. */
    private static final String MARK = "cpt_";

    @Mixin private FileOption tokens;

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "Whose it is, such as sis-xinfu.")
    private String name;

    @Option(
        names = "--school",
        paramLabel = "ID",
        description = "A school whose events it may send; may be repeated.")
    private List<String> schools = new ArrayList<>();

    @Option(
        names = "--county",
        paramLabel = "CODE",
        description = "A county, the events of whose schools it may send; may be repeated.")
    private List<String> countyCodes = new ArrayList<>();

    @Option(names = "--everything", description = "It may send every event.")
    private boolean everything;

    @Option(names = "--read", description = "It may also read the API where reading needs a token.")
    private boolean read;

    @Option(
        names = "--small-cells",
        description = "It may also see counts of fewer than 5 persons, and accounts of events.")
    private boolean smallCells;

    @Option(
        names = "--until",
        paramLabel = "DATE",
        description = "The last day on which it is valid (default: no end).")
    private LocalDate until;

    @Mixin private CountyOptions counties;

    @Override
    public Integer call() {
      Logs.off();
      check();
      var text = MARK + randomText();
      var made = made(HexFormat.of().formatHex(BearerToken.sha256(text)));
      TokenFile.change(tokens.file, before -> with(before, made));
      System.out.println(text);
      System.err.println(
          "This is the token of %s. It is not shown again; give it to its holder by a safe way."
              .formatted(name));
      return 0;
    }

    private void check() {
      if (schools.isEmpty() && countyCodes.isEmpty() && !everything && !read) {
        throw new UserError(
            "Say what it may do: --school ID, --county CODE, --everything or --read.");
      }
      if (smallCells && !read) {
        throw new UserError("--small-cells goes with --read.");
      }
      var known = counties.counties();
      for (var code : countyCodes) {
        if (!known.isCounty(code)) {
          throw new UserError("There is no county %s in the reference list.".formatted(code));
        }
      }
    }

    private static String randomText() {
      var random = new byte[RANDOM_BYTES];
      new SecureRandom().nextBytes(random);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private NamedToken made(String sha256) {
      try {
        return new NamedToken(
            name,
            sha256,
            new LinkedHashSet<>(schools),
            Set.copyOf(countyCodes),
            everything,
            read,
            smallCells,
            until);
      } catch (IllegalArgumentException e) {
        throw new UserError("--name: " + e.getMessage() + ".", e);
      }
    }

    private List<NamedToken> with(List<NamedToken> before, NamedToken made) {
      if (before.stream().anyMatch(token -> token.name().equals(name))) {
        throw new UserError(
            "There is a token called %s already. Revoke it first, or choose another name."
                .formatted(name));
      }
      var all = new ArrayList<>(before);
      all.add(made);
      return all;
    }
  }

  /** What there are. */
  @Command(name = "list", description = "Lists the tokens and what they may do.")
  static final class Show implements Callable<Integer> {
    @Mixin private FileOption tokens;

    @Override
    public Integer call() {
      Logs.off();
      var table = new TextTable("NAME", "MAY SEND", "MAY READ", "UNTIL");
      for (var token : TokenFile.list(tokens.file)) {
        table.add(
            token.name(),
            maySend(token),
            token.smallCells() ? "all" : token.read() ? "yes" : "no",
            token.until() == null ? "" : token.until().toString());
      }
      System.out.print(table.text());
      return 0;
    }

    private static String maySend(NamedToken token) {
      if (token.everything()) {
        return "everything";
      }
      var words = new ArrayList<String>();
      token.schools().forEach(school -> words.add("school " + school));
      token.counties().forEach(county -> words.add("county " + county));
      return words.isEmpty() ? "nothing" : String.join(", ", words);
    }
  }

  /** One less. */
  @Command(name = "revoke", description = "Makes a token worthless from the next request on.")
  static final class Revoke implements Callable<Integer> {
    @Mixin private FileOption tokens;

    @Parameters(paramLabel = "NAME", description = "Whose token.")
    private String name;

    @Override
    public Integer call() {
      Logs.off();
      TokenFile.change(tokens.file, this::without);
      System.out.println("Revoked: " + name);
      return 0;
    }

    private List<NamedToken> without(List<NamedToken> before) {
      var left = before.stream().filter(token -> !token.name().equals(name)).toList();
      if (left.size() == before.size()) {
        throw new UserError("There is no token called " + name + ".");
      }
      return left;
    }
  }
}
