package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarksTest {

  /** Few and many, so that the filter grows and the table comes; some of them twice. */
  @Test
  void findsEachPlaceAtWhichAMarkStandsAndNoOther() {
    Random random = new Random(11);
    Marks marks = new Marks();
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      boolean again = i > 0 && random.nextInt(4) == 0;
      int mark = again ? added.get(random.nextInt(added.size())) : random.nextInt();
      marks.add(mark);
      added.add(mark);
      if (i > 200 && i % 20 != 0) {
        continue;
      }
      int asked = random.nextBoolean() ? added.get(random.nextInt(added.size())) : random.nextInt();
      int end = random.nextInt(added.size() + 1);
      assertThat(marks.lastBefore(end, asked))
          .as("mark %d before place %d of %d", asked, end, added.size())
          .isEqualTo(added.subList(0, end).lastIndexOf(asked));
    }
    assertThat(marks.size()).isEqualTo(20_000);
  }
}
