package org.countypulse.platform;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Where log lines go. What a person at the terminal should read is printed, not logged. */
final class Logs {
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{24} - %msg%n";

  /** Each warns a hundred times a minute about what mends itself. */
  private static final List<String> NOISY =
      List.of(
          "org.apache.kafka.clients.NetworkClient",
          "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils");

  private Logs() {}

  /** For the commands that end by themselves: their errors are told in one line. */
  static void off() {
    root().setLevel(Level.OFF);
  }

  /** For a process whose terminal belongs to the person. */
  static void toFile(Path file) {
    var root = root();
    root.detachAndStopAllAppenders();
    LoggerContext context = root.getLoggerContext();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new FileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    NOISY.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
  }

  /** Does something whose failures are told to the person in one line, not in Kafka's many. */
  static <T> T withoutKafkas(Supplier<T> work) {
    var logger = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    var quieted =
        logger.getLoggerContext().getLoggerList().stream()
            .filter(each -> each == logger || each.getName().startsWith("org.apache.kafka."))
            .filter(each -> each == logger || each.getLevel() != null)
            .toList();
    var before = quieted.stream().map(Logger::getLevel).toList();
    quieted.forEach(each -> each.setLevel(Level.OFF));
    try {
      return work.get();
    } finally {
      for (int i = 0; i < before.size(); i++) {
        quieted.get(i).setLevel(before.get(i));
      }
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
