package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.schemas.event.SchoolRegisteredData;

/** A school's registrations that stand, and the life that they tell. */
final class Registrations {

  private static final StableData DATA = new StableData(SchoolRegisteredData.getClassSchema());

  /** One registration. Of several on one day the greatest (time, recorded at, id) is valid. */
  record Registration(LocalDate day, long happenedAt, long recordedAt, UUID id, byte[] data) {

    static Registration of(Entry entry) {
      Content content = entry.content();
      return new Registration(
          content.day(),
          content.happenedAt(),
          content.recordedAt(),
          entry.id(),
          content.registration());
    }

    private SchoolEntry entry() {
      return SchoolEntry.of(day, (SchoolRegisteredData) DATA.read(data));
    }
  }

  private static final Comparator<Registration> ORDER =
      Comparator.comparing(Registration::day)
          .thenComparing(Registration::happenedAt)
          .thenComparing(Registration::recordedAt)
          .thenComparing(Registration::id, Standings.BY_ID);

  private Registrations() {}

  static List<Registration> unpack(byte[] packed) {
    List<Registration> all = new ArrayList<>();
    if (packed != null) {
      Unpacker from = new Unpacker(packed);
      for (long left = from.number(); left > 0; left--) {
        all.add(
            new Registration(
                LocalDate.ofEpochDay(from.number()),
                from.number(),
                from.number(),
                from.uuid(),
                from.blob()));
      }
    }
    return all;
  }

  static byte[] pack(Collection<Registration> all) {
    Packer to = new Packer().number(all.size());
    for (Registration one : all) {
      to.number(one.day().toEpochDay())
          .number(one.happenedAt())
          .number(one.recordedAt())
          .uuid(one.id())
          .blob(one.data());
    }
    return to.done();
  }

  static SchoolLife life(Collection<Registration> all) {
    Map<LocalDate, Registration> byDay = new TreeMap<>();
    all.stream().sorted(ORDER).forEach(one -> byDay.put(one.day(), one));
    return new SchoolLife(byDay.values().stream().map(Registration::entry).toList());
  }
}
