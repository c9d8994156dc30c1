package org.countypulse.streams.post;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaEventLogTest {

  /** Else an event that is quarantined while a broker is away would lose its bytes for good. */
  @Test
  void aBrokerThatDoesNotAnswerIsNoSignThatTheRecordIsGone() {
    Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (KafkaEventLog log = new KafkaEventLog(nowhere, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> log.valueAt("event.safety-drill", 0, 17))
          .isInstanceOf(TimeoutException.class);
    }
  }
}
