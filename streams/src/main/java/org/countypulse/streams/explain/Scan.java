package org.countypulse.streams.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.explain.ExplainException;
import org.countypulse.domain.explain.ExplainException.Why;
import org.countypulse.domain.explain.Explaining;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Question;
import org.countypulse.domain.posting.SchoolStatement;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.ArrivalReader;
import org.countypulse.streams.post.ArrivalReader.Readable;
import org.countypulse.streams.post.ArrivalReader.Reading;
import org.countypulse.streams.post.ArrivalReader.Unreadable;
import org.countypulse.streams.post.Arrivals.Arrival;

/**
 * One question's way through the log. First it finds the schools that can have posted where it is
 * asked about: those of which a registration names one of the counties, and, if the measure is also
 * counted where an event says, those with such an event. Then it keeps these schools' records.
 */
final class Scan {

  /** What a record takes in memory beside its value, about. */
  private static final int BYTES_OF_A_RECORD = 160;

  private final Question question;
  private final LogReader log;
  private final ValueFormat format;
  private final Counties counties;
  private final long mostBytes;
  private final int partitionCount;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final Map<TopicPartition, Long> beginnings;
  private final Set<ByteBuffer> schools = new HashSet<>();
  private final Map<ByteBuffer, List<Arrival>> kept = new LinkedHashMap<>();
  private Map<TopicPartition, Long> searched;
  private Map<TopicPartition, Long> read;
  private Explanation explanation;
  private long bytes;

  /**
   * @param mostBytes how much memory the records may take
   */
  Scan(Question question, LogReader log, ValueFormat format, Counties counties, long mostBytes) {
    this.question = question;
    this.log = log;
    this.format = format;
    this.counties = counties;
    this.mostBytes = mostBytes;
    this.partitionCount = log.partitions(EventTypes.SCHOOL_REGISTERED.topic());
    for (EventType type : question.view().sources()) {
      partitionsToRead().forEach(number -> partitions.add(partition(type, number)));
    }
    if (question.school() != null) {
      schools.add(ByteBuffer.wrap(question.school().getBytes(UTF_8)));
    }
    beginnings = log.beginnings(partitions);
    searched = beginnings;
    read = beginnings;
  }

  private IntStream partitionsToRead() {
    return question.school() == null
        ? IntStream.range(0, partitionCount)
        : IntStream.of(ArrivalReader.partition(question.school().getBytes(UTF_8), partitionCount));
  }

  private static TopicPartition partition(EventType type, int number) {
    return new TopicPartition(type.topic(), number);
  }

  Question question() {
    return question;
  }

  /** What it reads. */
  List<TopicPartition> partitions() {
    return partitions;
  }

  /** The answer as of some offsets, which are not before those of the last time. */
  Explanation upTo(Map<TopicPartition, Long> ends) {
    if (explanation != null && ends.equals(read)) {
      return explanation;
    }
    if (question.school() == null && search(ends)) {
      kept.clear();
      bytes = 0;
      read = beginnings;
    }
    int before = kept.values().stream().mapToInt(List::size).sum();
    log.read(read, ends, this::keep);
    read = Map.copyOf(ends);
    boolean news = kept.values().stream().mapToInt(List::size).sum() != before;
    explanation = explanation == null || news ? fold() : explanation.upTo(byTopic(read));
    return explanation;
  }

  /**
   * Looks for further schools, and says whether there are any of which records have been missed.
   */
  private boolean search(Map<TopicPartition, Long> ends) {
    int before = schools.size();
    CountyView view = question.view();
    boolean everywhere =
        question.parts().stream().anyMatch(part -> view.countsElsewhere(part.of()));
    Map<TopicPartition, Long> from = new HashMap<>();
    searched.forEach(
        (partition, offset) -> {
          if (everywhere || partition.topic().equals(EventTypes.SCHOOL_REGISTERED.topic())) {
            from.put(partition, offset);
          }
        });
    try (ArrivalReader reader = new ArrivalReader(view, format, partitionCount)) {
      log.read(from, ends, arrival -> search(reader, arrival));
    }
    searched = Map.copyOf(ends);
    return schools.size() != before;
  }

  private void search(ArrivalReader reader, Arrival arrival) {
    if (arrival.key() == null || schools.contains(ByteBuffer.wrap(arrival.key()))) {
      return;
    }
    if (reader.read(arrival) instanceof Readable readable
        && concerns(readable.received().event())) {
      schools.add(ByteBuffer.wrap(arrival.key()));
    }
  }

  private boolean concerns(Event event) {
    if (event.data() instanceof SchoolRegisteredData data
        && question.counties().contains(data.getCountyCode())) {
      return true;
    }
    return Elsewhere.names(question.view(), event, question.counties());
  }

  private void keep(Arrival arrival) {
    if (arrival.key() == null) {
      return;
    }
    ByteBuffer key = ByteBuffer.wrap(arrival.key());
    if (!schools.contains(key)) {
      return;
    }
    kept.computeIfAbsent(key, k -> new ArrayList<>()).add(arrival);
    bytes += BYTES_OF_A_RECORD + (arrival.value() == null ? 0 : arrival.value().length);
    if (bytes > mostBytes) {
      throw new ExplainException(
          Why.TOO_LARGE,
          "The events of these %,d schools take more than the %,d MB of memory that there are for"
                  .formatted(schools.size(), mostBytes >> 20)
              + " an answer. Ask for a county instead of a larger place, or for one school"
              + " (school=ID).");
    }
  }

  private Explanation fold() {
    Explaining explaining = new Explaining(question);
    try (ArrivalReader reader = new ArrivalReader(question.view(), format, partitionCount)) {
      kept.forEach((key, records) -> explaining.add(statement(reader, key, records)));
    }
    Map<TopicPartition, Long> truncated = new HashMap<>(beginnings);
    truncated.values().removeIf(beginning -> beginning == 0);
    return explaining.explanation(byTopic(read), byTopic(truncated));
  }

  private SchoolStatement statement(ArrivalReader reader, ByteBuffer key, List<Arrival> records) {
    SchoolStatement statement =
        new SchoolStatement(question.view(), counties, new String(key.array(), UTF_8));
    for (Arrival record : records) {
      Reading reading = reader.read(record);
      if (reading instanceof Unreadable unreadable) {
        statement.refuse(
            unreadable.type(), record.partition(), record.offset(), unreadable.refusal());
      } else if (reading instanceof Readable readable) {
        if (readable.misplaced() == null) {
          statement.receive(readable.received());
        } else {
          statement.refuse(readable.received(), readable.misplaced());
        }
      }
    }
    return statement;
  }

  private static Map<String, Map<Integer, Long>> byTopic(Map<TopicPartition, Long> offsets) {
    Map<String, Map<Integer, Long>> topics = new TreeMap<>();
    offsets.forEach(
        (partition, offset) ->
            topics
                .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), offset));
    return topics;
  }
}
