package org.countypulse.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a copy of {@code examples/} beside the build, so that what its README says can be run
 * there as it is written, and nothing is installed among the sources. Tests of one run share it.
 */
final class ExamplesFolder implements ParameterResolver {

  /** The folder that stands for the project's root. */
  record Folder(Path root) implements AutoCloseable {

    private static final Pattern FENCED = Pattern.compile("(?s)```\\n(.*?)```");

    private static Folder copied() {
      try {
        Path root = Files.createTempDirectory("countypulse-examples-");
        Path examples = RunningPlatform.ROOT.resolve("examples");
        try (var files = Files.walk(examples)) {
          for (Path file : files.filter(f -> !f.toString().contains("node_modules")).toList()) {
            Path copy = root.resolve("examples").resolve(examples.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
          }
        }
        Files.createSymbolicLink(
            root.resolve("platform"), RunningPlatform.ROOT.resolve("platform"));
        return new Folder(root);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The commands of the README's block that mentions a word. */
    String commands(String word) {
      try {
        return FENCED
            .matcher(Files.readString(root.resolve("examples/README.md")))
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains(word))
            .findFirst()
            .orElseThrow(() -> new AssertionError("The README has no commands with " + word));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Where a sender's own packages are, once they are installed. */
    Path javascript() {
      return root.resolve("examples/javascript");
    }

    /** Installs the packages of the JavaScript examples once; skips the test where it can't be. */
    synchronized void installPackages() {
      Node.assumeInstalled();
      if (!Files.exists(javascript().resolve("node_modules/.package-lock.json"))) {
        Shell ran = Shell.run(javascript(), "npm ci --ignore-scripts --no-audit --no-fund");
        if (ran.exitCode() != 0) {
          Node.skip("npm can't install the examples' packages here:\n" + ran.output());
        }
      }
    }

    @Override
    public void close() throws IOException {
      List<Path> all;
      try (var files = Files.walk(root)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.delete(file);
      }
    }
  }

  private static final Namespace NAMESPACE = Namespace.create(ExamplesFolder.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Folder.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent("examples", key -> Folder.copied(), Folder.class);
  }
}
