package org.countypulse.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countypulse.domain.Views;
import org.junit.jupiter.api.Test;

/**
 * What can be said of the page's files without a browser: there is no build step that would notice
 * a missing translation, a missing module, or data that is put in as markup.
 */
class PageFilesTest {

  private static final Path PAGE = page();
  private static final Map<String, String> SCRIPTS = scripts();
  private static final String INDEX = read(PAGE.resolve("index.html"));

  @Test
  void everyWordIsThereInBothLanguages() {
    assertThat(keysOf("ZH")).isNotEmpty().isEqualTo(keysOf("EN"));
  }

  @Test
  void everyPlaceholderIsThereInBothLanguages() {
    Map<String, String> chinese = textsOf("ZH");
    textsOf("EN")
        .forEach(
            (key, text) ->
                assertThat(found("\\{(\\w+)\\}", chinese.get(key)))
                    .as("placeholders of %s", key)
                    .isEqualTo(found("\\{(\\w+)\\}", text)));
  }

  @Test
  void everyWordThatIsAskedForIsThere() {
    Set<String> asked = new TreeSet<>();
    SCRIPTS.values().forEach(script -> asked.addAll(found("\\bwords\\('([\\w.-]+)'", script)));
    asked.addAll(found("data-i18n(?:-label|-placeholder)?=\"([\\w.-]+)\"", INDEX));
    assertThat(asked).isNotEmpty().isSubsetOf(keysOf("EN"));
  }

  @Test
  void everyUnitOfTheCatalogueHasAWord() {
    assertThat(keysOf("EN"))
        .containsAll(Views.measures().stream().map(measure -> "unit." + measure.unit()).toList());
  }

  @Test
  void everyModuleThatIsImportedIsThere() {
    Set<String> imported = new TreeSet<>();
    SCRIPTS.values().forEach(script -> imported.addAll(found("from '\\./([\\w.-]+)'", script)));
    assertThat(imported).isNotEmpty().isSubsetOf(SCRIPTS.keySet());
    assertThat(found("/page/([\\w.-]+\\.js)\"", INDEX)).containsExactly("main.js");
  }

  @Test
  void everyElementThatIsAskedForByIdIsThere() {
    Set<String> asked = new TreeSet<>();
    SCRIPTS.values().forEach(script -> asked.addAll(found("\\bbyId\\('([\\w-]+)'\\)", script)));
    assertThat(asked).isNotEmpty().isSubsetOf(found("\\bid=\"([\\w-]+)\"", INDEX));
  }

  @Test
  void dataNeverBecomesMarkupAndTextNeverBecomesCode() {
    Pattern markup =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");
    assertThat(SCRIPTS)
        .allSatisfy((name, script) -> assertThat(script).doesNotContainPattern(markup));
  }

  @Test
  void thePageObeysAPolicyWithoutInlineScriptsOrStyles() {
    assertThat(INDEX)
        .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
        .doesNotContain("<style")
        .doesNotContainPattern("\\s(?:style|on\\w+)=\"")
        .doesNotContainPattern("(?:src|href)=\"(?:https?:)?//");
  }

  private static Set<String> keysOf(String language) {
    return textsOf(language).keySet();
  }

  /** The texts of one language: key: 'text', with the keys in quotes where they hold a dot. */
  private static Map<String, String> textsOf(String language) {
    String script = SCRIPTS.get("i18n.js");
    int from = script.indexOf("const " + language + " = {");
    String block = script.substring(from, script.indexOf("\n};", from));
    Map<String, String> texts = new TreeMap<>();
    var pair =
        Pattern.compile("(?:'([\\w.-]+)'|\\b(\\w+)): '((?:[^'\\\\]|\\\\.)*)'").matcher(block);
    while (pair.find()) {
      texts.put(pair.group(1) == null ? pair.group(2) : pair.group(1), pair.group(3));
    }
    return texts;
  }

  private static Set<String> found(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> scripts() {
    try (Stream<Path> files = Files.list(PAGE)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".js")).toList();
      Map<String, String> texts = new TreeMap<>();
      scripts.forEach(file -> texts.put(file.getFileName().toString(), read(file)));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path page() {
    try {
      return Path.of(PageFilesTest.class.getResource("/page/index.html").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
