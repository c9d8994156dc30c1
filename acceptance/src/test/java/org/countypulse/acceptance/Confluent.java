package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.WireFormat;

/**
 * Confluent's own classes (7.9.5), which the build has put aside, in one of two worlds: alone, as
 * in somebody else's program; or beside ours, as in a build with the profile {@code confluent}.
 */
final class Confluent implements AutoCloseable {

  static final Path JAR = Path.of("target", "confluent", "confluent.jar").toAbsolutePath();

  static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
  static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";
  static final String STRATEGY = "value.subject.name.strategy";
  static final String RECORD_NAME = "io.confluent.kafka.serializers.subject.RecordNameStrategy";
  static final String TOPIC_RECORD_NAME =
      "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy";
  static final String TOPIC_NAME = "io.confluent.kafka.serializers.subject.TopicNameStrategy";

  /** A record that was read: of which class, and its Avro binary. */
  record Read(String type, List<Byte> body) {
    static Read of(Object type, Object body) {
      return new Read((String) type, list((byte[]) body));
    }
  }

  private final URLClassLoader loader;
  private final Object inside;

  private Confluent(URLClassLoader loader, Object inside) {
    this.loader = loader;
    this.inside = inside;
  }

  /** Their Kafka and their Avro; of ours only the generated records, which any program may have. */
  static Confluent alone() {
    try {
      URLClassLoader loader =
          new URLClassLoader(
              new URL[] {url(JAR), placeOf(EventTypes.class), placeOf(ConfluentInside.class)},
              ClassLoader.getPlatformClassLoader());
      Object inside =
          loader.loadClass(ConfluentInside.class.getName()).getConstructor().newInstance();
      assertThat(inside).isNotInstanceOf(ConfluentInside.class);
      return new Confluent(loader, inside);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Our Kafka and our Avro first, as on a class path that has their file at its end. */
  static URLClassLoader besideOurs() {
    return new URLClassLoader(new URL[] {url(JAR)}, Confluent.class.getClassLoader());
  }

  private static URL placeOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] serialize(
      Map<String, Object> settings, String topic, IndexedRecord record, boolean specific) {
    return (byte[])
        call(
            "serialize",
            settings,
            topic,
            record.getSchema().toString(),
            WireFormat.body(record),
            specific);
  }

  Read deserialize(Map<String, Object> settings, String topic, byte[] value) {
    Object[] read = (Object[]) call("deserialize", settings, topic, value);
    return Read.of(read[0], read[1]);
  }

  /** Sends a record whose binary follows the given schema. */
  void send(
      Map<String, Object> settings, String topic, String key, String schema, IndexedRecord record) {
    call("send", settings, topic, key, schema, WireFormat.body(record));
  }

  /** All records of a topic; each key has its partition and offset behind it. */
  List<Map.Entry<String, Read>> consume(Map<String, Object> settings, String topic) {
    return ((List<?>) call("consume", settings, topic))
        .stream()
            .map(found -> (Object[]) found)
            .map(found -> Map.entry((String) found[0], Read.of(found[1], found[2])))
            .toList();
  }

  String kafkaVersion() {
    return (String) call("kafkaVersion");
  }

  static List<Byte> list(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return List.of(boxed);
  }

  private Object call(String method, Object... arguments) {
    ClassLoader ours = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      return Arrays.stream(inside.getClass().getMethods())
          .filter(m -> m.getName().equals(method))
          .findFirst()
          .orElseThrow()
          .invoke(inside, arguments);
    } catch (InvocationTargetException e) {
      throw new Failed(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    } finally {
      Thread.currentThread().setContextClassLoader(ours);
    }
  }

  /** What their classes threw; they are not of our world, so only the words come over. */
  static final class Failed extends RuntimeException {
    Failed(Throwable cause) {
      super(words(cause), cause);
    }

    private static String words(Throwable e) {
      return e + (e.getCause() == null ? "" : " < " + words(e.getCause()));
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
