package org.countypulse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  @Test
  void aFamilyThatTwoProcessesHaveStandsOnceWithTheSamplesOfBoth() {
    var merged =
        Exposition.merge(
            List.of(
                """
                # HELP threads Live threads
                # TYPE threads gauge
                threads{process="server"} 3
                # HELP only_here_total Only here
                # TYPE only_here_total counter
                only_here_total{process="server"} 1
                """,
                """
                # HELP threads Live threads
                # TYPE threads gauge
                threads{process="streams"} 4
                """));
    assertThat(merged)
        .isEqualTo(
            """
            # HELP threads Live threads
            # TYPE threads gauge
            threads{process="server"} 3
            threads{process="streams"} 4
            # HELP only_here_total Only here
            # TYPE only_here_total counter
            only_here_total{process="server"} 1
            """);
  }
}
