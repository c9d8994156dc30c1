package org.countypulse.schemas.wire;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * How to reach a schema registry and be let in, under the names that Confluent's clients give their
 * settings: {@code schema.registry.url} (several with commas), {@code basic.auth.*}, {@code
 * bearer.auth.*}, {@code schema.registry.ssl.*}.
 *
 * <p>Deliberately not a record: its text must not show what it holds.
 */
final class RegistrySettings {

  static final String URL = "schema.registry.url";
  static final String BASIC_SOURCE = "basic.auth.credentials.source";
  static final String BASIC_USER = "basic.auth.user.info";
  static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  static final String BEARER_TOKEN = "bearer.auth.token";
  static final String SSL = "schema.registry.ssl.";

  /**
   * One registry of several that are the same.
   *
   * @param url the base of its API, without a slash at the end and without credentials
   * @param authorization the header that lets us in, if one is needed
   */
  record Endpoint(String url, Optional<String> authorization) {
    @Override
    public String toString() {
      return url;
    }
  }

  private final List<Endpoint> endpoints;
  private final Optional<SSLContext> tls;

  private RegistrySettings(List<Endpoint> endpoints, Optional<SSLContext> tls) {
    this.endpoints = endpoints;
    this.tls = tls;
  }

  /**
   * @throws ConfigException naming the setting that is missing or wrong
   */
  static RegistrySettings of(Map<String, ?> settings) {
    Optional<String> header = bearer(settings).or(() -> basic(settings));
    List<Endpoint> endpoints =
        urls(settings).stream()
            .map(url -> new Endpoint(withoutCredentials(url), header.or(() -> inUrl(url))))
            .toList();
    return new RegistrySettings(endpoints, tls(settings));
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Our own idea of whom to trust and who we are; empty for the JVM's. */
  Optional<SSLContext> tls() {
    return tls;
  }

  /** The same settings, with a user in a URL moved to where no message and no log shows it. */
  static Map<String, Object> withoutSecretsInUrls(Map<String, ?> settings) {
    Map<String, Object> clean = new HashMap<>(settings);
    if (text(settings, URL).isEmpty()) {
      return clean;
    }
    List<String> urls = urls(settings);
    List<String> users = urls.stream().map(RegistrySettings::userInUrl).distinct().toList();
    clean.put(URL, String.join(",", urls.stream().map(u -> withoutCredentials(u)).toList()));
    if (users.size() > 1) {
      throw new ConfigException(
          "Several users stand in " + URL + "; give one for all in " + BASIC_USER + ".");
    }
    boolean named = text(settings, BASIC_SOURCE).orElse("URL").equals("URL");
    if (named && !users.get(0).isEmpty()) {
      clean.put(BASIC_SOURCE, "USER_INFO");
      clean.put(BASIC_USER, users.get(0));
    }
    return clean;
  }

  /** Addresses, for a person to read: without users and passwords. */
  static String shown(String urls) {
    return urls.replaceAll("//[^/@,]*(?:@[^/@,]*)*@", "//");
  }

  private static List<String> urls(Map<String, ?> settings) {
    String urls =
        text(settings, URL)
            .orElseThrow(
                () ->
                    new ConfigException(URL + " is missing: give the schema registry's address."));
    List<String> all =
        Arrays.stream(urls.split(",")).map(String::strip).filter(u -> !u.isEmpty()).toList();
    all.forEach(RegistrySettings::checkUrl);
    return all.stream().map(url -> url.replaceAll("/+$", "")).toList();
  }

  private static void checkUrl(String url) {
    if (!url.matches("https?://.+") || !parses(withoutCredentials(url))) {
      throw new ConfigException(
          URL + " takes addresses such as http://127.0.0.1:8081, not " + shown(url) + ".");
    }
  }

  private static boolean parses(String url) {
    try {
      return URI.create(url).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Up to the last @ before the path: a password may hold an @ itself. */
  private static String withoutCredentials(String url) {
    int from = url.indexOf("//") + 2;
    return url.substring(0, from) + url.substring(from + credentialsLength(url, from));
  }

  private static int credentialsLength(String url, int from) {
    int path = url.indexOf('/', from);
    String authority = url.substring(from, path < 0 ? url.length() : path);
    return authority.lastIndexOf('@') + 1;
  }

  private static String userInUrl(String url) {
    int from = url.indexOf("//") + 2;
    int length = credentialsLength(url, from);
    return length == 0
        ? ""
        : URLDecoder.decode(
            url.substring(from, from + length - 1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Optional<String> inUrl(String url) {
    return Optional.of(userInUrl(url)).filter(user -> !user.isEmpty()).map(RegistrySettings::basic);
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> basic(Map<String, ?> settings) {
    String source = text(settings, BASIC_SOURCE).orElse("URL");
    return switch (source) {
      case "URL" -> Optional.empty();
      case "USER_INFO" -> Optional.of(basic(needed(settings, BASIC_USER, BASIC_SOURCE)));
      default -> throw unknownSource(BASIC_SOURCE, source, "USER_INFO or URL");
    };
  }

  private static Optional<String> bearer(Map<String, ?> settings) {
    Optional<String> source = text(settings, BEARER_SOURCE);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    if (!source.get().equals("STATIC_TOKEN")) {
      throw unknownSource(BEARER_SOURCE, source.get(), "STATIC_TOKEN");
    }
    return Optional.of("Bearer " + needed(settings, BEARER_TOKEN, BEARER_SOURCE));
  }

  private static ConfigException unknownSource(String name, String value, String known) {
    return new ConfigException(
        name
            + "="
            + value
            + " is not known here. Use "
            + known
            + ", or Confluent's own serializer, which knows more.");
  }

  private static String needed(Map<String, ?> settings, String name, String because) {
    return text(settings, name)
        .orElseThrow(
            () ->
                new ConfigException(
                    because + "=" + text(settings, because).orElse("") + " needs " + name + "."));
  }

  static Optional<String> text(Map<String, ?> settings, String name) {
    Object value = settings.get(name);
    // Programs may give several addresses as a list.
    String text =
        value instanceof List<?> list
            ? String.join(",", list.stream().map(String::valueOf).toList())
            : value instanceof org.apache.kafka.common.config.types.Password secret
                ? secret.value()
                : value == null ? "" : value.toString();
    return Optional.of(text.strip()).filter(found -> !found.isEmpty());
  }

  /**
   * Read by Kafka's own code, so that a store works here just as it works for the brokers: the same
   * names behind the prefix, the same types (JKS, PKCS12, PEM).
   */
  private static Optional<SSLContext> tls(Map<String, ?> settings) {
    Map<String, Object> ssl = new TreeMap<>();
    settings.forEach(
        (name, value) -> {
          if (name.startsWith(SSL)) {
            ssl.put(name.substring(SSL.length() - "ssl.".length()), value);
          }
        });
    if (ssl.isEmpty()) {
      return Optional.empty();
    }
    Object check = ssl.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    if (check != null && !"https".equalsIgnoreCase(check.toString())) {
      throw new ConfigException(
          SSL
              + "endpoint.identification.algorithm can't be switched off: give the registry a"
              + " certificate with its own name.");
    }
    ConfigDef definition = new ConfigDef();
    SslConfigs.addClientSslSupport(definition);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(definition.parse(ssl));
      return Optional.of(factory.sslContext());
    } catch (KafkaException e) {
      throw new ConfigException("The settings " + SSL + "* can't be used: " + rootMessage(e) + ".");
    }
  }

  private static String rootMessage(Throwable e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
  }

  /** As part of an address. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return endpoints.toString();
  }
}
