package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.ChangeCatalogue;
import org.countypulse.schemas.ChangeCatalogue.Change;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StableDataTest {

  static List<Change> allowed() {
    return ChangeCatalogue.ALLOWED;
  }

  static List<EventType> types() {
    return EventTypes.ALL;
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void anAllowedChangeOfTheSchemaLeavesAnOldEventsBytesAsTheyWere(Change change) {
    byte[] then = new StableData(change.schemaBefore()).bytes(change.then());

    assertThat(new StableData(change.schemaAfter()).bytes(change.today())).isEqualTo(then);
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void aNewProgramReadsTheStateOfAnOldOne(Change change) {
    byte[] state = new StableData(change.schemaBefore()).bytes(change.then());

    assertThat(new StableData(change.schemaAfter()).read(state)).isEqualTo(change.today());
  }

  @Test
  void anOldProgramDoesNotMisreadTheStateOfANewOne() {
    Schema before = schema("{'name':'count','type':'int'}");
    Schema after = schema("{'name':'count','type':'int'}," + OPTIONAL);
    GenericRecord data = new GenericData.Record(after);
    data.put("count", 12);
    StableData newer = new StableData(after);

    assertThat(new StableData(before).read(newer.bytes(data)).get(0)).isEqualTo(12);

    data.put("place", "behind the gate");
    assertThatThrownBy(() -> new StableData(before).read(newer.bytes(data)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a field of D")
        .hasMessageContaining("rebuild the view");
  }

  private static final String OPTIONAL = "{'name':'place','type':['null','string'],'default':null}";

  private static Schema schema(String fields) {
    String text = "{'type':'record','name':'D','fields':[%s]}".formatted(fields);
    return new Schema.Parser().parse(text.replace('\'', '"'));
  }

  /** What differs in anything has other bytes: otherwise a conflict would pass for a copy. */
  @ParameterizedTest
  @MethodSource("types")
  void equalBytesAreEqualDataAndTheOtherWayRound(EventType type) {
    StableData stable = new StableData(type.dataSchema());
    RandomData random =
        new RandomData(
            new Random(type.name().hashCode()),
            List.of("140902", "140921"),
            List.of(LocalDate.parse("2019-05-12"), LocalDate.parse("2019-06-12")));
    Map<String, SpecificRecord> byBytes = new HashMap<>();
    Map<SpecificRecord, String> byData = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      SpecificRecord data = random.of(type);
      String bytes = new java.math.BigInteger(1, stable.bytes(data)).toString(16);
      assertThat(byBytes.computeIfAbsent(bytes, ignored -> data)).isEqualTo(data);
      assertThat(byData.computeIfAbsent(data, ignored -> bytes)).isEqualTo(bytes);
      assertThat(stable.read(stable.bytes(data))).isEqualTo(data);
    }
  }

  @Test
  void whatItHasNotBeenTaughtIsRefusedAtOnce() {
    assertThatThrownBy(() -> new StableData(schema("{'name':'x','type':'double'}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Teach StableData");
  }
}
