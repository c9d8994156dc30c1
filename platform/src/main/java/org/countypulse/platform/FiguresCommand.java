package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A measure as a table in the terminal. */
@Command(name = "figures", description = "A measure by county, as a table.", sortOptions = false)
final class FiguresCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MEASURE",
      description = "Which one, such as drills-held; GET /api/v1/measures lists them.")
  private String measure;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      defaultValue = "30d",
      description =
          "Days (30d), month, quarter, semester, school-year, year or total (default: 30d).")
  private String window;

  @Option(names = "--as-of", paramLabel = "DATE", description = "The last day (default: today).")
  private String asOf;

  @Option(names = "--county", paramLabel = "CODE", description = "Only this county.")
  private String county;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "county, prefecture or province (default: county).")
  private String level;

  @Mixin private ApiClient client;

  @Override
  public Integer call() {
    Logs.off();
    var query = new HashMap<String, String>();
    query.put("measure", measure);
    query.put("window", window);
    if (asOf != null) {
      query.put("asOf", asOf);
    }
    if (level != null) {
      query.put("level", level);
    }
    print(client.get("/figures", query));
    return 0;
  }

  private void print(JsonNode figures) {
    var table = new TextTable("CODE", "NAME", "VALUE>");
    int rows = 0;
    for (var row : figures.path("rows")) {
      if (county == null || county.equals(row.path("code").asText())) {
        rows++;
        table.add(
            row.path("code").asText(),
            row.path("name").asText(),
            ApiClient.plain(row.path("value")));
      }
    }
    if (rows == 0 && county != null) {
      throw new UserError("There are no figures for the county " + county + " (--county).");
    }
    System.out.printf(
        "%s (%s), %s as of %s%n%s",
        figures.path("measure").asText(),
        figures.path("unit").asText(),
        figures.path("window").asText(),
        figures.path("asOf").asText(),
        table.text());
  }
}
