package org.countypulse.platform;

import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Switches all readers over. */
@Command(
    name = "promote",
    description = {
      "Lets all readers use another version of a view: a new one, or a former one again.",
      "Refused while it is behind, and if it differs in measures that its definition has not changed."
    },
    sortOptions = false)
final class PromoteCommand extends OneVersionCommand {
  @Option(
      names = "--accept",
      split = ",",
      paramLabel = "MEASURE",
      description = "Measures that may differ, with commas.")
  private Set<String> accepted = Set.of();

  @Override
  int through(ApiClient platform) {
    var answer = platform.post(path(view(), version(), "promote"), with(body(), accepted));
    say(answer.path("former").asInt());
    return 0;
  }

  @Override
  int on(ViewOperations operations) {
    var done =
        operations.promote(view(), version(), accepted, ViewOperations.CATCHES_UP_WITHIN, wish());
    say(done.former().number());
    return 0;
  }

  private void say(int former) {
    System.out.println(
        former == version()
            ? "Readers use " + title() + " already."
            : "Readers use %s now. Back again: promote %s %d".formatted(title(), view(), former));
  }
}
