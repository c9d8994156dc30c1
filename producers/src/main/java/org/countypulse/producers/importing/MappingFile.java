package org.countypulse.producers.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a mapping from its YAML file, and says what it does not understand. */
public final class MappingFile {

  private static final Set<String> TOP =
      Set.of(
          "encoding",
          "delimiter",
          "zone",
          "id",
          "source",
          "subject",
          "time",
          "recordedtime",
          "corrects",
          "voided",
          "data",
          "schools",
          "reject",
          "skip");
  private static final Set<String> FIELD =
      Set.of(
          "column",
          "value",
          "values",
          "otherwise",
          "format",
          "at",
          "split",
          "county",
          "replace",
          "repeat");

  private final Path file;

  private MappingFile(Path file) {
    this.file = file;
  }

  /**
   * The mapping that a file says.
   *
   * @throws ImportException if the file can't be read or says something that is not understood
   */
  public static Mapping read(Path file) {
    try {
      YAMLFactory yaml =
          YAMLFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              // a column may be called "no"
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build();
      JsonNode top = new YAMLMapper(yaml).readTree(Files.readString(file));
      return new MappingFile(file).mapping(top == null ? MissingNode.getInstance() : top);
    } catch (NoSuchFileException e) {
      throw new ImportException("There is no mapping file " + file + ".");
    } catch (JsonProcessingException e) {
      throw new ImportException(
          "The mapping file " + file + " is not YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ImportException("The mapping file " + file + " can't be read: " + e, e);
    }
  }

  private Mapping mapping(JsonNode top) {
    checkKeys("the mapping", top, TOP);
    Map<String, FieldRule> attributes = new LinkedHashMap<>();
    for (String name : Mapping.ATTRIBUTES) {
      if (top.has(name)) {
        boolean constant = name.equals("source") && top.get(name).isTextual();
        attributes.put(
            name, constant ? FieldRule.constant(top.get(name)) : field(name, top.get(name)));
      }
    }
    JsonNode id = top.path("id");
    if (id.isObject()) {
      checkKeys("id", id, Set.of("column", "key"));
    }
    return new Mapping(
        format(top),
        zone(top),
        id.isTextual() ? id.asText() : text(id, "column"),
        texts(id.path("key")),
        attributes,
        fields("data", top.path("data")),
        schools(top.path("schools"), attributes.get("subject")),
        rowRules("reject", top.path("reject")),
        rowRules("skip", top.path("skip")),
        null);
  }

  private Mapping.Format format(JsonNode top) {
    String delimiter = top.path("delimiter").asText(",");
    if (delimiter.length() != 1) {
      throw wrong("delimiter is one character, for example \";\"");
    }
    String encoding = text(top, "encoding");
    try {
      return new Mapping.Format(
          encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding),
          delimiter.charAt(0));
    } catch (IllegalArgumentException e) {
      throw wrong("encoding \"" + encoding + "\" is not known; write UTF-8 or GBK, say");
    }
  }

  private ZoneId zone(JsonNode top) {
    String zone = text(top, "zone");
    try {
      return zone == null ? null : ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw wrong("zone \"" + zone + "\" is not known; write Asia/Shanghai, say");
    }
  }

  private Mapping.Schools schools(JsonNode schools, FieldRule subject) {
    if (schools.isMissingNode()) {
      return null;
    }
    checkKeys("schools", schools, Set.of("id", "day", "data"));
    FieldRule id = schools.has("id") ? field("schools.id", schools.get("id")) : subject;
    if (id == null || !schools.has("day")) {
      throw wrong(
          "schools needs the day from which the schools are registered: day: {value:"
              + " \"2012-09-01\"}");
    }
    return new Mapping.Schools(
        id, field("schools.day", schools.get("day")), fields("schools.data", schools.path("data")));
  }

  private Map<String, FieldRule> fields(String where, JsonNode fields) {
    Map<String, FieldRule> rules = new LinkedHashMap<>();
    fields
        .properties()
        .forEach(f -> rules.put(f.getKey(), field(where + "." + f.getKey(), f.getValue())));
    return rules;
  }

  private FieldRule field(String where, JsonNode rule) {
    if (rule.isTextual()) {
      return FieldRule.column(rule.asText());
    }
    checkKeys(where, rule, FIELD);
    int sources =
        (rule.has("column") ? 1 : 0) + (rule.has("value") ? 1 : 0) + (rule.has("repeat") ? 1 : 0);
    if (sources != 1) {
      throw wrong(where + " needs one of column, value and repeat");
    }
    String county = rule.path("county").asText("code");
    if (!Set.of("code", "name").contains(county)) {
      throw wrong(where + ": county is code or name, not \"" + county + "\"");
    }
    return new FieldRule(
        text(rule, "column"),
        rule.get("value"),
        rule.has("values") ? nodes(rule.get("values")) : null,
        rule.get("otherwise"),
        text(rule, "format"),
        text(rule, "at"),
        rule.path("split").asText(";"),
        county.equals("name"),
        textMap(rule.path("replace")),
        rule.has("repeat") ? repeats(where, rule.get("repeat")) : null);
  }

  private List<FieldRule.Repeat> repeats(String where, JsonNode all) {
    List<FieldRule.Repeat> repeats = new ArrayList<>();
    for (JsonNode one : all) {
      checkKeys(where + ".repeat", one, Set.of("code", "times", "less"));
      if (!one.has("code") || !one.has("times")) {
        throw wrong(where + ".repeat: each item needs a code and times, a column");
      }
      repeats.add(
          new FieldRule.Repeat(
              one.get("code").asText(), one.get("times").asText(), texts(one.path("less"))));
    }
    return repeats;
  }

  private List<Mapping.RowRule> rowRules(String where, JsonNode all) {
    List<Mapping.RowRule> rules = new ArrayList<>();
    for (JsonNode one : all) {
      checkKeys(where, one, Set.of("when", "reason"));
      if (one.path("when").isEmpty() || !one.has("reason")) {
        throw wrong(where + ": each item needs when, with cells, and a reason");
      }
      Map<String, List<String>> when = new LinkedHashMap<>();
      one.get("when").properties().forEach(cell -> when.put(cell.getKey(), texts(cell.getValue())));
      rules.add(new Mapping.RowRule(when, one.get("reason").asText()));
    }
    return rules;
  }

  private static Map<String, JsonNode> nodes(JsonNode object) {
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    object.properties().forEach(entry -> nodes.put(entry.getKey(), entry.getValue()));
    return nodes;
  }

  private static Map<String, String> textMap(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /** One text or a list of them. */
  private static List<String> texts(JsonNode one) {
    List<String> texts = new ArrayList<>();
    if (one.isArray()) {
      one.forEach(text -> texts.add(text.asText()));
    } else if (!one.isMissingNode()) {
      texts.add(one.isNull() ? "" : one.asText());
    }
    return texts;
  }

  private static String text(JsonNode object, String name) {
    return object.hasNonNull(name) ? object.get(name).asText() : null;
  }

  private void checkKeys(String where, JsonNode object, Set<String> known) {
    if (!object.isObject()) {
      throw wrong(where + " needs " + String.join(", ", new TreeSet<>(known)));
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw wrong(
                    where
                        + " knows no \""
                        + name
                        + "\"; it knows "
                        + String.join(", ", new TreeSet<>(known)));
              }
            });
  }

  private ImportException wrong(String what) {
    return new ImportException("The mapping file " + file + ": " + what + ".");
  }
}
