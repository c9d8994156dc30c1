package org.countypulse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.Topics;

/** Writes the generated events into their topics: the schools first, then the drills. */
final class Loader {

  /** Topics that hold only the first events, for those who would not come to an end. */
  static final String FIRST_EVENTS = "first.";

  private static final int THREADS = 2;
  private static final Map<String, String> KEPT = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
  private static final Instant REGISTERED = Instant.parse("1990-09-01T00:00:00Z");

  private final Cluster cluster;
  private final Workload workload;
  private final ValueFormat format;

  Loader(Cluster cluster, Workload workload) {
    this.cluster = cluster;
    this.workload = workload;
    this.format = ValueFormat.of(cluster.schemas());
  }

  /** Makes the topics as the platform does, and writes everything. */
  void load() {
    Topics.ensure(cluster.admin(), Workload.PARTITIONS, (short) 1);
    Topics.registerSubjects(cluster.schemas(), format);
    registerSchools();
    onThreads(thread -> sendDrills(thread, EventTypes.SAFETY_DRILL.topic(), workload.events()));
  }

  /** The topic with the first so many drills; written if it is not there. */
  String topicOf(long events) {
    if (events == workload.events()) {
      return EventTypes.SAFETY_DRILL.topic();
    }
    String topic = FIRST_EVENTS + events;
    if (!Cluster.answer(cluster.admin().listTopics().names()).contains(topic)) {
      NewTopic drills = new NewTopic(topic, Workload.PARTITIONS, (short) 1);
      Cluster.answer(cluster.admin().createTopics(List.of(drills.configs(KEPT))).all());
      onThreads(thread -> sendDrills(thread, topic, events));
    }
    return topic;
  }

  private void registerSchools() {
    String topic = EventTypes.SCHOOL_REGISTERED.topic();
    try (Sender sender = new Sender(cluster)) {
      for (int school = 0; school < workload.schools(); school++) {
        byte[] key = workload.schoolId(school).getBytes(UTF_8);
        byte[] value = format.encode(topic, registration(school).toRecord());
        sender.send(topic, Workload.partitionOf(key), key, value);
      }
    }
  }

  private Event registration(int school) {
    String county = workload.countyCode(workload.countyOf(school));
    SchoolRegisteredData data =
        new SchoolRegisteredData(
            "School " + school,
            county,
            Stage.PRIMARY,
            Ownership.PUBLIC,
            Setting.TOWNSHIP,
            false,
            true,
            0,
            30,
            false,
            null);
    return new Event(
        EventTypes.SCHOOL_REGISTERED,
        Workload.id(Workload.mixed(-school), school).toString(),
        workload.schoolId(school),
        LocalDate.ofInstant(REGISTERED, ZoneOffset.UTC),
        REGISTERED,
        REGISTERED,
        DrillEncoder.source(county),
        null,
        false,
        data);
  }

  /** Each thread has partitions of its own, so that each partition has its days in order. */
  private void sendDrills(int thread, String topic, long events) {
    DrillEncoder encoder = new DrillEncoder(workload, schemaId());
    byte[][] keys = new byte[workload.schools()][];
    int[] partitions = new int[workload.schools()];
    for (int school = 0; school < keys.length; school++) {
      keys[school] = workload.schoolId(school).getBytes(UTF_8);
      partitions[school] = Workload.partitionOf(keys[school]);
    }
    try (Sender sender = new Sender(cluster)) {
      for (long i = 0; i < events; i++) {
        Workload.Drill drill = workload.drill(i);
        int partition = partitions[drill.school()];
        if (partition % THREADS == thread) {
          sender.send(topic, partition, keys[drill.school()], encoder.encode(drill));
        }
      }
    }
  }

  private int schemaId() {
    return cluster
        .schemas()
        .idOf(EventTypes.SAFETY_DRILL.subject(), EventTypes.SAFETY_DRILL.schema());
  }

  private static void onThreads(Consumer<Integer> work) {
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(
          CompletableFuture.runAsync(
              () -> work.accept(number), task -> daemon(task, "load-" + number).start()));
    }
    try {
      threads.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw new IllegalStateException("The events can't be written", e.getCause());
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
