package org.countypulse.schemas.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * How a Kafka consumer is set that reads what is there now, or something here and there, and closes
 * again.
 */
public final class BriefReading {

  /**
   * At a topic's end a fetch waits for more to come, half a second unless told otherwise, and
   * whatever the consumer wants next waits behind it: another place, another topic, and its close.
   */
  private static final int FETCH_WAITS_MILLIS = 10;

  private BriefReading() {}

  /**
   * Settings for reading committed records from the beginning, without a group.
   *
   * @param client settings of every Kafka client: {@code bootstrap.servers}, security
   * @return a map of one's own, to be changed at will
   */
  public static Map<String, Object> settings(Map<?, ?> client) {
    Map<String, Object> settings = new HashMap<>();
    client.forEach((name, value) -> settings.put(name.toString(), value));
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAITS_MILLIS);
    return settings;
  }
}
