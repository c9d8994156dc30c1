package org.countypulse.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.Patiently;
import org.countypulse.streams.post.Rows;

/** The topic {@code views}: which versions exist, what each counts, and which one readers use. */
final class ViewVersions {

  private final Map<String, Object> clientConfig;
  private final ValueFormat format;

  ViewVersions(Map<String, Object> clientConfig, ValueFormat format) {
    this.clientConfig = clientConfig;
    this.format = format;
  }

  /**
   * Enters views that are not there yet; a view without a promoted version gets its first one.
   *
   * @throws TopicsException if a version is there that counts something else
   */
  void enter(List<CountyView> views) {
    Map<String, ViewVersion> known = read();
    Map<String, ViewVersion> missing = new HashMap<>();
    for (CountyView view : views) {
      String key = view.name() + "/v" + view.version();
      ViewVersion there = known.get(key);
      ViewVersion entry = row(view, false, "v" + view.version());
      if (there == null) {
        missing.put(key, entry);
      } else if (!there.getFingerprint().equals(entry.getFingerprint())) {
        throw new TopicsException(
            "The ledger of "
                + view.id()
                + " was made by other rules than this program's."
                + " A view that counts anything differently needs a new version number;"
                + " or start with the program that made it, or with an empty data folder.");
      }
      if (!known.containsKey(view.name())) {
        missing.put(view.name(), row(view, true, ""));
      }
    }
    write(missing);
  }

  private static ViewVersion row(CountyView view, boolean promoted, String entry) {
    return ViewVersion.newBuilder()
        .setView(view.name())
        .setVersion(view.version())
        .setFingerprint(view.fingerprint())
        .setPromoted(promoted)
        .setEntry(entry)
        .build();
  }

  private Map<String, ViewVersion> read() {
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    Map<String, ViewVersion> versions = new HashMap<>();
    TopicPartition topic = new TopicPartition(LedgerTopics.VIEWS, 0);
    try (ValueDecoder<ViewVersion> decoder =
            format.decoder(LedgerTopics.VIEWS, ViewVersion.getClassSchema());
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          versions.put(record.key(), Patiently.ask(() -> decoder.decode(record.value())));
        }
      }
    }
    return versions;
  }

  private void write(Map<String, ViewVersion> versions) {
    if (versions.isEmpty()) {
      return;
    }
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    Rows rows = new Rows(format);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (Map.Entry<String, ViewVersion> entry : versions.entrySet()) {
        byte[] value = rows.value(LedgerTopics.VIEWS, entry.getValue());
        producer.send(new ProducerRecord<>(LedgerTopics.VIEWS, entry.getKey(), value)).get();
      }
    } catch (ExecutionException e) {
      throw Topics.failed("write to topic " + LedgerTopics.VIEWS, e);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }
}
