package org.countypulse.dashboard.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.countypulse.dashboard.model.Changes;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerReaderTest {

  private static final class Failing implements LedgerReader.Listener {
    @Override
    public void reading(KafkaConsumer<?, ?> consumer) {
      throw new AssertionError("An error, as for want of memory");
    }

    @Override
    public void applied(Changes changes, long newestMillis) {}
  }

  @Test
  void whoseThreadHasEndedByAnErrorIsNotReady() {
    Properties nobody = new Properties();
    nobody.put("bootstrap.servers", "127.0.0.1:1");
    LedgerReader reader =
        new LedgerReader(
            nobody, new ReadModel(), ValueFormat.of(new InMemorySchemaRegistry()), new Failing());
    assertThat(String.join(" ", reader.notReady())).doesNotContain("has ended");
    reader.start();
    await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(String.join(" ", reader.notReady())).contains("ended by an error"));
    reader.close();
  }
}
