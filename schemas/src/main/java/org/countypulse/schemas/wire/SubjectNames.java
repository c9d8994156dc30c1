package org.countypulse.schemas.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/**
 * Under which subject a registry keeps the schema of a topic's values: Confluent's three name
 * strategies, under the names of its classes.
 */
public enum SubjectNames {
  /** {@code event.safety-drill-value}: a topic has one kind of values. The default. */
  TOPIC("TopicNameStrategy") {
    @Override
    public String subject(String topic, Schema schema) {
      return topic + "-value";
    }
  },

  /** {@code org.countypulse.schemas.event.SafetyDrill}: wherever the record is sent. */
  RECORD("RecordNameStrategy") {
    @Override
    public String subject(String topic, Schema schema) {
      return schema.getFullName();
    }
  },

  /** {@code event.safety-drill-org.countypulse.schemas.event.SafetyDrill}. */
  TOPIC_RECORD("TopicRecordNameStrategy") {
    @Override
    public String subject(String topic, Schema schema) {
      return topic + "-" + schema.getFullName();
    }
  };

  /** The setting that names a strategy. */
  public static final String SETTING = "value.subject.name.strategy";

  private static final String PACKAGE = "io.confluent.kafka.serializers.subject.";

  private final String confluentClass;

  SubjectNames(String confluentClass) {
    this.confluentClass = PACKAGE + confluentClass;
  }

  /** The subject of a record's schema in a topic. */
  public abstract String subject(String topic, Schema schema);

  /**
   * The strategy that the settings name.
   *
   * @throws ConfigException if they name another one
   */
  public static SubjectNames of(Map<String, ?> settings) {
    return find(settings)
        .orElseThrow(
            () ->
                new ConfigException(
                    SETTING
                        + "="
                        + settings.get(SETTING)
                        + " is not known here; known are "
                        + Arrays.stream(values())
                            .map(strategy -> strategy.confluentClass)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** The strategy that the settings name; empty if it is one that we don't know. */
  static Optional<SubjectNames> find(Map<String, ?> settings) {
    Object wanted = settings.get(SETTING);
    String name = wanted instanceof Class<?> type ? type.getName() : String.valueOf(wanted);
    return wanted == null
        ? Optional.of(TOPIC)
        : Arrays.stream(values())
            .filter(strategy -> strategy.confluentClass.equals(name.strip()))
            .findFirst();
  }
}
