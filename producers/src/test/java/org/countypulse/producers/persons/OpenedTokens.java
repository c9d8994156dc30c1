package org.countypulse.producers.persons;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.ledger.SubjectKey;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;

/** Gives back what tokens stand for, with all keys that are in the topic. */
public final class OpenedTokens {

  private final Map<String, byte[]> secretsByRow = new HashMap<>();

  public OpenedTokens(Properties settings) {
    Map<String, Object> all = new HashMap<>();
    settings.forEach((name, value) -> all.put(name.toString(), value));
    var decoder =
        new RecordDecoder<SubjectKey>(HttpSchemaRegistry.of(all), SubjectKey.getClassSchema());
    TopicPartition topic = new TopicPartition(PersonReferences.KEYS, 0);
    try (var consumer =
        new KafkaConsumer<>(
            BriefReading.settings(all), new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                row -> {
                  if (row.value() == null) {
                    secretsByRow.remove(row.key());
                  } else {
                    secretsByRow.put(row.key(), decoder.decode(row.value()).getSecret().array());
                  }
                });
      }
    }
  }

  /** The event as its sender said it. The event given is changed. */
  public Event in(Event event) {
    if (event.data() != null) {
      for (int position : PersonReferences.positions(event.type())) {
        if (event.data().get(position) instanceof String token && PersonReferences.isToken(token)) {
          event.data().put(position, opened(token));
        }
      }
    }
    return event;
  }

  private String opened(String token) {
    return secretsByRow.entrySet().stream()
        .filter(row -> KeyRow.of(row.getKey()) != null)
        .filter(
            row -> KeyRow.of(row.getKey()).id() >>> Short.SIZE == PersonReferences.keyNumber(token))
        .flatMap(row -> ReferenceCipher.decrypt(row.getValue(), token).stream())
        .findFirst()
        .orElse(token);
  }
}
