package org.countypulse.benchmarks.compare;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Arguments of the form {@code name=value}, as {@link Peer} gives them to its program. */
final class Arguments {

  private Arguments() {}

  static Map<String, String> of(String[] arguments) {
    return Arrays.stream(arguments)
        .map(argument -> argument.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
