package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shape of each topology, as a text that somebody has read and approved. A store or topic that
 * changes its name would begin empty beside the old one.
 */
class ApprovedTopologyTest {

  static List<CountyView> views() {
    return Views.ALL;
  }

  @ParameterizedTest
  @MethodSource("views")
  void hasTheApprovedShape(CountyView view) throws IOException {
    Path approved = Path.of("src/test/resources/topologies", view.id() + ".txt");
    String shape = describe(view);
    if (Boolean.getBoolean("approve")) {
      Files.writeString(approved, shape);
    }
    assertThat(approved)
        .as("If the new shape is meant: mvn verify -Dapprove=true, and read the diff")
        .exists()
        .content()
        .isEqualTo(shape);
  }

  private static String describe(CountyView view) {
    return new ViewTopology(
            view,
            Counties.chinese(),
            ValueFormat.of(new InMemorySchemaRegistry()),
            (topic, partition, offset) -> null,
            4,
            new SharedMemory(0))
        .build()
        .describe()
        .toString();
  }
}
