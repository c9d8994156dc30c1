package org.countypulse.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventTimeTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final String CHARACTERS = "0123456789+-:.TtZz ٣";

  private static final List<String> MOMENTS =
      List.of(
          "2019-05-12T10:00:00+08:00",
          "2019-05-12T23:59:59.999-07:30",
          "2020-02-29T00:00:00Z",
          "2019-12-31T16:00:00.001Z",
          "2019-05-12T10:00:00-00:00",
          "2019-05-12T10:00:00+18:00",
          "0001-01-01T00:00:00+17:59");

  @Test
  void theQuickWayReadsWhatTheThoroughWayReads() {
    Random random = new Random(11);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder(MOMENTS.get(random.nextInt(MOMENTS.size())));
      for (int slips = random.nextInt(3); slips > 0; slips--) {
        int at = random.nextInt(text.length());
        char slip = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, slip);
          default -> text.setCharAt(at, slip);
        }
      }
      String written = text.toString();
      assertThat(EventTime.parse(written, SHANGHAI))
          .as(written)
          .isEqualTo(EventTime.parseAny(written, SHANGHAI));
    }
  }
}
