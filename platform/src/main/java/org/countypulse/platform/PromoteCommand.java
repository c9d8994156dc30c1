package org.countypulse.platform;

import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Switches all readers over. */
@Command(
    name = "promote",
    description = {
      "Lets all readers use another version of a view: a new one, or a former one again.",
      "Refused while it is behind, and if it is not proven equal but for the measures that are accepted."
    },
    sortOptions = false)
final class PromoteCommand extends OneVersionCommand {
  @Option(
      names = "--accept",
      split = ",",
      paramLabel = "MEASURE",
      description =
          "Measures that may differ since the view's definition has changed, with commas.")
  private Set<String> accepted = Set.of();

  @Option(
      names = "--accept-behind",
      description =
          "Do not mind that one of the two versions has taken fewer records, since it does not count on.")
  private boolean acceptBehind;

  @Override
  int through(ApiClient platform) {
    var answer =
        platform.post(
            path(view(), version(), "promote"),
            with(body().put("acceptBehind", acceptBehind), accepted));
    say(answer.path("former").asInt());
    sayProof(answer.path("certificate").path("detail").asText(), answer.path("warning").asText());
    return 0;
  }

  @Override
  int on(ViewOperations operations) {
    var done =
        operations.promote(
            view(), version(), accepted, acceptBehind, ViewOperations.CATCHES_UP_WITHIN, wish());
    say(done.former().number());
    var more = JSON.valueToTree(done.more());
    sayProof(more.path("certificate").path("detail").asText(), more.path("warning").asText());
    return 0;
  }

  private static void sayProof(String proof, String warning) {
    if (!warning.isEmpty()) {
      System.out.println("Warning: " + warning);
    } else if (!proof.isEmpty()) {
      System.out.println(proof);
    }
  }

  private void say(int former) {
    System.out.println(
        former == version()
            ? "Readers use " + title() + " already."
            : "Readers use %s now. Back again: promote %s %d".formatted(title(), view(), former));
  }
}
