package org.countypulse.producers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.countypulse.producers.persons.References;
import org.countypulse.producers.persons.SubjectKeys;
import org.countypulse.schemas.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without Kafka: no key can be made, so what names a person waits, and then fails. */
@Timeout(
    value = 30,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // or it would wait uninterruptibly
class OutboxTest {

  private static final Event ABOUT_A_PERSON =
      Cast.event(
          Cast.json(
              """
              {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000003","source":"sis/xinfu",
               "type":"enrollment","subject":"1409020001","time":"2019-05-12T10:00:00+08:00",
               "data":{"studentRef":"s-1","grade":"7","change":"NEW_ENTRY"}}
              """));

  private final SubjectKeys keys = new SubjectKeys(Map.of());
  private final Outbox outbox =
      new Outbox(new References(keys), (event, callback) -> Assertions.fail("nothing is sent"));

  @Test
  void whatIsSentAfterClosingFails() {
    outbox.close();
    CompletableFuture<Void> sent = send();

    assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasMessageContaining("closed");
  }

  @Test
  void anErrorStopsNoSender() {
    keys.close();
    outbox.send(
        ABOUT_A_PERSON,
        (metadata, error) -> {
          throw new StackOverflowError("for this test");
        });
    CompletableFuture<Void> next = send();

    assertThatThrownBy(() -> next.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    outbox.flush();
    outbox.close();
  }

  private CompletableFuture<Void> send() {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    outbox.send(ABOUT_A_PERSON, (metadata, error) -> sent.completeExceptionally(error));
    return sent;
  }
}
