package org.countypulse.platform;

import java.util.HashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The report that officials write by hand every half-year. */
@Command(
    name = "report",
    description = {
      "Every figure of a place and a period, with target, change and who was in breach.",
      "It goes to standard output: countypulse report --county 140902 --period 2019 > report.md"
    },
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {

  /** One of them says which place. */
  private static final class Place {
    @Option(names = "--county", paramLabel = "CODE", description = "Of a county.", required = true)
    private String county;

    @Option(
        names = "--prefecture",
        paramLabel = "CODE",
        description = "Of a prefecture.",
        required = true)
    private String prefecture;

    @Option(
        names = "--province",
        paramLabel = "CODE",
        description = "Of a province.",
        required = true)
    private String province;
  }

  @ArgGroup(multiplicity = "1")
  private Place place;

  @Option(
      names = "--period",
      paramLabel = "PERIOD",
      required = true,
      description =
          "A year 2019, half 2019-H1, quarter 2019-Q3, month 2019-05, school year 2019-2020 or its semester 2019-2020-S1.")
  private String period;

  @Option(
      names = "--format",
      paramLabel = "md|csv|html|json",
      defaultValue = "md",
      description = "How it is written (default: md).")
  private String format;

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      defaultValue = "en",
      description = "Its language (default: en).")
  private String language;

  @Mixin private ApiClient client;

  @Override
  public Integer call() {
    Logs.off();
    var query = new HashMap<String, String>();
    if (place.county != null) {
      query.put("county", place.county);
    } else if (place.prefecture != null) {
      query.put("prefecture", place.prefecture);
    } else {
      query.put("province", place.province);
    }
    query.put("period", period);
    query.put("format", format);
    query.put("lang", language);
    System.out.print(client.getText("/report", query));
    return 0;
  }
}
