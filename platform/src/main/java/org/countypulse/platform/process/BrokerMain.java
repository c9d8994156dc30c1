package org.countypulse.platform.process;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/**
 * The broker's process: formats its folder at the first start, then becomes {@code kafka.Kafka}.
 * One JVM start instead of two.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /**
   * @param arguments the properties file, and the folder that it names as {@code log.dirs}
   */
  public static void main(String[] arguments) {
    var properties = arguments[0];
    if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
      format(properties);
    }
    kafka.Kafka.main(new String[] {properties});
  }

  private static void format(String properties) {
    var clusterId = Uuid.randomUuid().toString();
    var command = new String[] {"format", "-t", clusterId, "-c", properties};
    int exitCode = kafka.tools.StorageTool.execute(command, System.out);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
