package org.countypulse.domain.explain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.explain.Explanation.Row;
import org.countypulse.domain.explain.Explanation.SchoolDays;
import org.countypulse.domain.explain.Question.Part;
import org.countypulse.domain.posting.SchoolStatement;
import org.countypulse.domain.posting.SchoolStatement.Amount;
import org.countypulse.domain.posting.SchoolStatement.Line;
import org.countypulse.schemas.EventType;

/**
 * Answers a question from one school's statement after the other. It adds up all of them, and keeps
 * only as many events as are to be listed.
 */
public final class Explaining {

  private static final Comparator<Row> OLDEST_FIRST =
      Comparator.comparing(Row::day, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(row -> row.line().day(), Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Row::school)
          .thenComparing(row -> row.line().type().name())
          .thenComparing(row -> row.line().partition())
          .thenComparing(row -> row.line().offset())
          .thenComparing(row -> row.part() == null ? "" : row.part().name())
          .thenComparing(row -> row.county() == null ? "" : row.county());

  private final Question question;
  private final long[] sums;
  private final Newest counted;
  private final Newest others;
  private final List<SchoolDays> schools = new ArrayList<>();
  private final List<Row> unclear = new ArrayList<>();
  private final Set<EventType> touching = new HashSet<>();

  /** The newest of some rows. */
  private static final class Newest {
    private final int most;
    private final PriorityQueue<Row> rows = new PriorityQueue<>(OLDEST_FIRST);
    private long total;

    Newest(int most) {
      this.most = most;
    }

    void add(Row row) {
      total++;
      rows.add(row);
      if (rows.size() > most) {
        rows.remove();
      }
    }

    List<Row> newestFirst() {
      List<Row> all = new ArrayList<>(rows);
      all.sort(OLDEST_FIRST.reversed());
      return all;
    }
  }

  public Explaining(Question question) {
    this.question = question;
    this.sums = new long[question.parts().size()];
    this.counted = new Newest(question.mostRows());
    this.others = new Newest(question.mostRows());
  }

  /** Takes a school in. */
  public void add(SchoolStatement statement) {
    SchoolLife life = statement.life();
    List<Line> lines = statement.lines();
    for (int i = 0; i < sums.length; i++) {
      if (question.parts().get(i).schools()) {
        countSchool(i, lines, life);
      } else {
        addUp(i, lines, life);
      }
    }
    lines.stream().filter(line -> !line.counts()).forEach(line -> leftOut(line, life));
  }

  private void addUp(int number, List<Line> lines, SchoolLife life) {
    Part part = question.parts().get(number);
    for (Line line : lines) {
      if (line.counts()) {
        for (Amount amount : line.amounts()) {
          if (concerns(part, amount)) {
            touching.add(line.type());
            sums[number] += amount.amount();
            counted.add(row(part, life, amount, line, amount.amount()));
          }
        }
      }
    }
  }

  private boolean concerns(Part part, Amount amount) {
    return amount.measure().equals(part.of())
        && amount.amount() != 0
        && part.includes(amount.day())
        && question.counties().contains(amount.county());
  }

  private static Row row(Part part, SchoolLife life, Amount amount, Line line, long counts) {
    return new Row(part, name(life, amount.day()), amount.county(), amount.day(), counts, line);
  }

  /** Before its first entry it is called as in that one. */
  private static String name(SchoolLife life, LocalDate day) {
    return (day == null ? life.entries().stream().findFirst() : life.at(day))
        .or(() -> life.entries().stream().findFirst())
        .map(SchoolEntry::name)
        .orElse(null);
  }

  /** A school counts with the first of its events; the others are listed with nothing. */
  private void countSchool(int number, List<Line> lines, SchoolLife life) {
    Part part = question.parts().get(number);
    List<Row> rows = new ArrayList<>();
    for (Line line : lines) {
      if (line.counts()) {
        line.amounts().stream()
            .filter(amount -> concerns(part, amount))
            .forEach(amount -> rows.add(row(part, life, amount, line, 0)));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    Row first = Collections.min(rows, OLDEST_FIRST);
    Set<LocalDate> days = new TreeSet<>();
    for (Row row : rows) {
      touching.add(row.line().type());
      days.add(row.day());
      counted.add(
          row == first
              ? new Row(part, row.schoolName(), row.county(), row.day(), 1, row.line())
              : row);
    }
    sums[number]++;
    schools.add(new SchoolDays(first.school(), first.schoolName(), List.copyOf(days), rows.size()));
  }

  private void leftOut(Line line, SchoolLife life) {
    for (Part part : question.parts()) {
      for (Amount amount : line.amounts()) {
        if (concerns(part, amount)) {
          touching.add(line.type());
          others.add(row(part, life, amount, line, part.schools() ? 0 : amount.amount()));
        }
      }
    }
    if (line.unclear() && mayConcern(line, life)) {
      unclear.add(new Row(null, name(life, line.day()), null, line.day(), 0, line));
    }
  }

  private boolean mayConcern(Line line, SchoolLife life) {
    boolean there = life.entries().stream().anyMatch(e -> question.counties().contains(e.county()));
    return there
        && (line.day() == null
            || question.parts().stream().anyMatch(part -> part.includes(line.day())));
  }

  /** The answer. */
  public Explanation explanation(
      Map<String, Map<Integer, Long>> upTo, Map<String, Map<Integer, Long>> missing) {
    // Of a record that can't be read only its topic tells whether it could have counted here.
    unclear.stream()
        .filter(row -> touching.isEmpty() || touching.contains(row.line().type()))
        .forEach(others::add);
    unclear.clear();
    List<Explanation.Sum> all = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      all.add(new Explanation.Sum(question.parts().get(i), sums[i]));
    }
    schools.sort(Comparator.comparing(SchoolDays::school));
    return new Explanation(
        all,
        counted.newestFirst(),
        counted.total,
        others.newestFirst(),
        others.total,
        List.copyOf(schools),
        upTo,
        missing);
  }
}
