package org.countypulse.producers;

import java.util.Map;
import java.util.regex.Pattern;

/** As whom a Kafka client comes to a cluster, read off its settings; never its password. */
public final class KafkaUser {

  private static final Pattern USERNAME = Pattern.compile("\\busername\\s*=\\s*\"?([^\"\\s;]+)");

  private KafkaUser() {}

  /** The user in words for a message, such as {@code The Kafka user sis-xinfu}. */
  public static String named(Map<?, ?> settings) {
    String name = nameIn(settings);
    return name == null ? "This program's Kafka user" : "The Kafka user " + name;
  }

  /** The user's name, or a word that stands for it where the settings don't tell. */
  public static String nameOr(Map<?, ?> settings, String otherwise) {
    String name = nameIn(settings);
    return name == null ? otherwise : name;
  }

  private static String nameIn(Map<?, ?> settings) {
    Object login = settings.get("sasl.jaas.config");
    var matcher = USERNAME.matcher(login == null ? "" : login.toString());
    return matcher.find() ? matcher.group(1) : null;
  }
}
