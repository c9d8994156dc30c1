package org.countypulse.dashboard.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.countypulse.dashboard.model.Plans;
import org.countypulse.dashboard.report.Pages.Grid;
import org.countypulse.dashboard.report.Pages.Rows;
import org.countypulse.dashboard.report.Pages.Section;
import org.countypulse.dashboard.report.Report.Area;
import org.countypulse.dashboard.report.Report.Breach;
import org.countypulse.dashboard.report.Report.Duty;
import org.countypulse.dashboard.report.Report.DutyPeriod;
import org.countypulse.dashboard.report.Report.Line;
import org.countypulse.dashboard.report.Report.ReadFrom;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.county.Level;

/** Lays a report out in one language. */
final class Layout {

  private final Report report;
  private final Words words;
  private final UnaryOperator<String> countyNames;

  /**
   * @param countyNames what a county is called
   */
  Layout(Report report, Words words, UnaryOperator<String> countyNames) {
    this.report = report;
    this.words = words;
    this.countyNames = countyNames;
  }

  Pages pages() {
    List<Section> sections = new ArrayList<>();
    for (Area area : report.areas()) {
      sections.add(new Section(words.title(area.view()), List.of(), List.of(figures(area))));
    }
    if (!report.targets().isEmpty()) {
      sections.add(new Section(words.say("targets"), List.of(), List.of(targets())));
    }
    sections.add(new Section(words.say("duties"), List.of(), List.of(duties())));
    for (Duty duty : report.duties()) {
      if (!duty.breaches().isEmpty()) {
        sections.add(
            new Section(
                words.title(duty.obligation()),
                List.of(words.say("source", duty.obligation().terms().source())),
                List.of(breaches(duty))));
      }
    }
    return new Pages(
        words.say("title", report.place().name(), report.period().name()),
        remarks(),
        sections,
        words.say("generated"));
  }

  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    for (ReadFrom read : report.readFrom()) {
      remarks.add(
          words.say(
              read.knownAt() == null ? "readFrom" : "knownAt",
              words.title(read.view()),
              Integer.toString(read.version()),
              String.valueOf(read.knownAt())));
    }
    remarks.add(
        words.say(
            "covers",
            report.period().from().toString(),
            report.asOf().toString(),
            report.before().name(),
            report.before().from().toString(),
            report.beforeAsOf().toString()));
    if (report.asOf().isBefore(report.period().to())) {
      remarks.add(words.say("toDate", report.asOf().toString()));
    }
    if (report.areas().stream().flatMap(area -> area.lines().stream()).anyMatch(Layout::hides)) {
      remarks.add(words.say("suppressed", Words.FEW));
    }
    return remarks;
  }

  private static boolean hides(Line line) {
    return line.value().suppressed()
        || line.before().suppressed()
        || line.parts().stream().anyMatch(Layout::hides);
  }

  /** With columns for targets where there is any. */
  private Grid figures(Area area) {
    boolean planned = area.lines().stream().anyMatch(Layout::isPlanned);
    Rows rows = new Rows();
    area.lines().forEach(line -> add(rows, line, planned, false));
    List<String> columns = new ArrayList<>(List.of("figure", "unit", "period", "before", "change"));
    if (planned) {
      columns.addAll(List.of("target", "share", "onTrack"));
    }
    return rows.below(2, columns.stream().map(words::say).toArray(String[]::new));
  }

  private static boolean isPlanned(Line line) {
    return line.plan() != null || line.parts().stream().anyMatch(Layout::isPlanned);
  }

  private void add(Rows rows, Line line, boolean planned, boolean indented) {
    Plans.Standing plan = line.plan();
    List<String> cells =
        new ArrayList<>(
            List.of(
                words.title(line.measure()),
                words.unit(line.measure()),
                words.show(line.measure(), line.value()),
                words.show(line.measure(), line.before()),
                words.showChange(line.measure(), line.change())));
    if (planned) {
      cells.add(plan == null ? "" : planned(plan));
      cells.add(plan == null ? "" : words.showShare(plan.share()));
      cells.add(plan == null ? "" : yesOrNo(plan.onTrack()));
    }
    rows.add(indented, plan != null && isOff(plan), cells.toArray(String[]::new));
    line.parts().forEach(part -> add(rows, part, planned, true));
  }

  private String planned(Plans.Standing plan) {
    String value = words.show(plan.target().measure(), plan.target().planned());
    return plan.target().atMost() ? words.say("atMost", value) : value;
  }

  private static boolean isOff(Plans.Standing plan) {
    return Boolean.FALSE.equals(plan.onTrack());
  }

  private String yesOrNo(Boolean yes) {
    return yes == null ? Words.NOTHING : words.say(yes ? "yes" : "no");
  }

  private Grid targets() {
    Rows rows = new Rows();
    for (Plans.Standing plan : report.targets()) {
      boolean isOfAll = !plan.target().setFor().equals(report.place().code());
      rows.add(
          false,
          isOff(plan),
          words.title(plan.target().measure()),
          words.unit(plan.target().measure()),
          plan.target().from().toString(),
          plan.target().to().toString(),
          isOfAll ? words.say("all") : report.place().name(),
          planned(plan),
          words.show(plan.target().measure(), plan.actual()),
          words.show(plan.target().measure(), plan.expected()),
          words.showShare(plan.share()),
          yesOrNo(plan.onTrack()));
    }
    return rows.below(
        5,
        words.say("figure"),
        words.say("unit"),
        words.say("from"),
        words.say("to"),
        words.say("setFor"),
        words.say("planned"),
        words.say("actual"),
        words.say("expected"),
        words.say("share"),
        words.say("onTrack"));
  }

  private Grid duties() {
    Rows rows = new Rows();
    for (Duty duty : report.duties()) {
      for (DutyPeriod period : duty.periods()) {
        int unmet = period.due() - period.met();
        rows.add(
            false,
            period.over() && unmet > 0,
            words.title(duty.obligation()),
            period.from().toString(),
            period.to().toString(),
            Integer.toString(period.due()),
            Integer.toString(period.met()),
            period.over() ? Integer.toString(unmet) : "",
            period.over() ? "" : Integer.toString(unmet),
            value(duty.obligation(), period));
      }
    }
    return rows.below(
        3,
        words.say("obligation"),
        words.say("from"),
        words.say("to"),
        words.say("due"),
        words.say("met"),
        words.say("breached"),
        words.say("stillDue"),
        words.say("actual"));
  }

  private String value(Obligation obligation, DutyPeriod period) {
    if (period.value() == null) {
      return "";
    }
    String value = words.show(obligation.what(), period.value());
    return words.unit(obligation.what()).equals("%") && period.value().value() != null
        ? value + " %"
        : value;
  }

  private Grid breaches(Duty duty) {
    boolean manyCounties = report.place().level() != Level.COUNTY;
    Rows rows = new Rows();
    for (Breach breach : duty.breaches()) {
      List<String> cells = new ArrayList<>();
      cells.add(breach.name());
      cells.add(breach.schoolId());
      if (manyCounties) {
        cells.add(countyNames.apply(breach.county()));
      }
      cells.add(String.join(", ", breach.open()));
      cells.add(breach.last() == null ? words.say("never") : breach.last().toString());
      cells.add(Integer.toString(breach.times()));
      rows.add(false, false, cells.toArray(String[]::new));
    }
    List<String> columns = new ArrayList<>(List.of("school", "schoolId"));
    if (manyCounties) {
      columns.add("county");
    }
    columns.addAll(List.of("open", "last", "times"));
    return rows.below(columns.size() - 1, columns.stream().map(words::say).toArray(String[]::new));
  }
}
