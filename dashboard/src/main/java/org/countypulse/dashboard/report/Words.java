package org.countypulse.dashboard.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.ResourceBundle;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Obligation;

/** What a report says, in one language. */
public enum Words {
  ENGLISH("en"),
  CHINESE("zh");

  /** What stands where there is no figure. */
  static final String NOTHING = "–";

  /** What stands for a figure that could name somebody, or tell of one that could. */
  static final String FEW = "∗";

  private static final int DECIMALS_OF_PERCENT = 2;
  private static final int DECIMALS_OF_MEAN = 1;

  private final String code;
  private final ResourceBundle words;

  Words(String code) {
    this.code = code;
    // Never another language because of where the server stands.
    this.words =
        ResourceBundle.getBundle(
            "org.countypulse.dashboard.report.words",
            Locale.forLanguageTag(code),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The language with that code: en or zh. */
  public static Words of(String code) {
    return Arrays.stream(values())
        .filter(words -> words.code.equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No words in " + code));
  }

  String code() {
    return code;
  }

  String say(String key, Object... arguments) {
    return MessageFormat.format(words.getString(key), arguments);
  }

  String title(Measure measure) {
    return this == CHINESE ? measure.titleZh() : measure.title();
  }

  String title(CountyView view) {
    return this == CHINESE ? view.titleZh() : view.title();
  }

  String title(Obligation obligation) {
    return this == CHINESE ? obligation.titleZh() : obligation.title();
  }

  String unit(Measure measure) {
    if (isShare(measure)) {
      return "%";
    }
    String key = "unit." + measure.unit();
    return words.containsKey(key) ? words.getString(key) : measure.unit();
  }

  private static boolean isShare(Measure measure) {
    return measure.unit().equals("ratio");
  }

  String show(Measure measure, Figure figure) {
    return figure.suppressed() ? FEW : show(measure, figure.value());
  }

  /** A figure to be read by people: shares in percent, thousands apart. */
  String show(Measure measure, Number value) {
    if (value == null) {
      return NOTHING;
    }
    BigDecimal number = new BigDecimal(value.toString());
    if (isShare(measure)) {
      return format(number.movePointRight(2), 0, DECIMALS_OF_PERCENT);
    }
    if (measure instanceof Measure.Ratio) {
      return format(number, DECIMALS_OF_MEAN, DECIMALS_OF_MEAN);
    }
    return format(number, measure.decimals(), measure.decimals());
  }

  /** A change, with its sign. */
  String showChange(Measure measure, BigDecimal change) {
    return (change != null && change.signum() > 0 ? "+" : "") + show(measure, change);
  }

  String showShare(Double share) {
    return share == null
        ? NOTHING
        : format(BigDecimal.valueOf(share).movePointRight(2), 0, 1) + " %";
  }

  private static String format(BigDecimal number, int fewest, int most) {
    NumberFormat format = NumberFormat.getNumberInstance(Locale.ROOT);
    format.setMinimumFractionDigits(fewest);
    format.setMaximumFractionDigits(most);
    format.setRoundingMode(RoundingMode.HALF_UP);
    return format.format(number);
  }
}
