package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class StartupTest {

  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void waitsForBrokersThatAreStillStarting() {
    int answer =
        Startup.patiently(
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new TopicsException(
                    "Could not create the topics",
                    new InvalidReplicationFactorException("1 broker of 3"));
              }
              return 4;
            });

    assertThat(answer).isEqualTo(4);
    assertThat(tries).hasValue(3);
  }

  @Test
  void doesNotWaitForWhatNoTimeMends() {
    assertThatThrownBy(
            () ->
                Startup.patiently(
                    () -> {
                      tries.incrementAndGet();
                      throw new TopicsException(
                          "Could not create the topics",
                          new TopicAuthorizationException("not allowed"));
                    }))
        .isInstanceOf(TopicsException.class);
    assertThat(tries).hasValue(1);
  }
}
