package org.countypulse.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one empty platform that they share, because a start takes many seconds. It is
 * started for the first test that asks, and stopped after the last test of all. Each test tells of
 * schools and counties of its own, see {@link ToldSchool}.
 */
final class SharedPlatform implements ParameterResolver {

  /** {@code @Order} of the classes that use it: after those that start platforms of their own. */
  static final int LATE = Integer.MAX_VALUE - 1;

  /** For those that register schemas of others: who asks for the latest would get these. */
  static final int LAST = Integer.MAX_VALUE;

  private static final Namespace NAMESPACE = Namespace.create(SharedPlatform.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningPlatform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return of(context, NAMESPACE);
  }

  /** The one platform of a namespace, started when it is first asked for. */
  static RunningPlatform of(ExtensionContext context, Namespace namespace) {
    return context
        .getRoot()
        .getStore(namespace)
        .computeIfAbsent("platform", key -> Started.anew(), Started.class)
        .platform();
  }

  /** The platform and its data folder; JUnit closes it at the end of the run. */
  private record Started(RunningPlatform platform, Path data) implements AutoCloseable {

    static Started anew() {
      try {
        Path data = Files.createTempDirectory("countypulse-shared-");
        return new Started(RunningPlatform.start("up", data), data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      platform.close();
      List<Path> all;
      try (var files = Files.walk(data)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.delete(file);
      }
    }
  }
}
