package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.junit.jupiter.api.Test;

class TopicsTest {

  private static final CountyView VIEW = Views.named("safety").orElseThrow();
  private static final String LEVEL = "compression.gzip.level";

  private static final class Answer extends CreateTopicsResult {
    Answer(Map<String, KafkaFuture<TopicMetadataAndConfig>> futures) {
      super(futures);
    }
  }

  /** Answers for topics with that setting as a broker that does not know it. */
  @SuppressWarnings("unchecked")
  private static Admin beforeKafka38(Admin admin) {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("createTopics")) {
                return create(admin, (Collection<NewTopic>) arguments[0]);
              }
              try {
                return method.invoke(admin, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static CreateTopicsResult create(Admin admin, Collection<NewTopic> topics) {
    Map<String, KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig>> answers = new HashMap<>();
    for (NewTopic topic : topics) {
      KafkaFutureImpl<CreateTopicsResult.TopicMetadataAndConfig> answer = new KafkaFutureImpl<>();
      answers.put(topic.name(), answer);
      if (topic.configs().containsKey(LEVEL)) {
        answer.completeExceptionally(
            new InvalidConfigurationException("Unknown topic config name: " + LEVEL));
      } else {
        admin
            .createTopics(List.of(topic))
            .all()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    answer.complete(null);
                  } else {
                    answer.completeExceptionally(failure);
                  }
                });
      }
    }
    return new Answer(answers);
  }

  @Test
  void brokersThatDoNotKnowTheLevelOfCompressionGetTheTopicsWithoutIt() throws Exception {
    try (Broker broker = Broker.start();
        Admin admin = broker.admin()) {
      Topics.ensureLedgers(beforeKafka38(admin), List.of(VIEW), 3, (short) 1);
      Topics.ensureLedgers(admin, List.of(VIEW.version(2)), 3, (short) 1);

      Config older = config(admin, VIEW.topics().cells());
      assertThat(older.get("compression.type").value()).isEqualTo("gzip");
      assertThat(older.get(LEVEL).isDefault()).isTrue();
      Config today = config(admin, VIEW.version(2).topics().cells());
      assertThat(today.get("compression.type").value()).isEqualTo("gzip");
      assertThat(today.get(LEVEL).value()).isEqualTo("1");
      int partitions =
          admin
              .describeTopics(List.of(VIEW.topics().cells()))
              .topicNameValues()
              .get(VIEW.topics().cells())
              .get()
              .partitions()
              .size();
      assertThat(partitions).isEqualTo(3);
    }
  }

  /** A topic that was just made is unknown to a broker for a moment. */
  private static Config config(Admin admin, String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return await()
        .ignoreExceptions()
        .until(
            () -> admin.describeConfigs(List.of(resource)).all().get().get(resource),
            Objects::nonNull);
  }
}
