package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/**
 * What a program with an older schema makes of newer events, shown with {@code hazard-reported}: v2
 * adds {@code place} and gives the enumeration a default, v3 adds the symbol DROWNING, v4 renames
 * {@code deadline} to {@code rectifyBy}. Nobody promises that old programs read new events; it is
 * good to know what they would do.
 */
class OldReadersTest {

  private static final Path FROZEN = Path.of("src/test/resources/frozen/hazard-reported");

  private static Schema version(int number) throws IOException {
    return new Schema.Parser().parse(Files.readString(FROZEN.resolve("v" + number + ".avsc")));
  }

  private static byte[] sample(int number) throws IOException {
    return Files.readAllBytes(FROZEN.resolve("v" + number + ".bin"));
  }

  private static GenericRecord data(byte[] bytes, int written, int reader) throws IOException {
    GenericRecord event =
        new GenericDatumReader<GenericRecord>(version(written), version(reader))
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    return (GenericRecord) event.get("data");
  }

  private static byte[] sampleOfDrowning() throws IOException {
    Schema schema = version(3);
    GenericRecord event =
        new GenericDatumReader<GenericRecord>(schema)
            .read(null, DecoderFactory.get().binaryDecoder(sample(3), null));
    GenericRecord data = (GenericRecord) event.get("data");
    Schema category = data.getSchema().getField("category").schema();
    data.put("category", new org.apache.avro.generic.GenericData.EnumSymbol(category, "DROWNING"));
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  @Test
  void aReaderOfTheFirstVersionReadsTheSecondAndMissesWhatItDoesNotKnow() throws IOException {
    GenericRecord data = data(sample(2), 2, 1);

    assertThat(data.get("category")).hasToString("FOOD");
    assertThat(data.get("deadline")).isNotNull();
    assertThat(data.getSchema().getField("place")).isNull();
  }

  @Test
  void aReaderWithADefaultTakesAnUnknownSymbolForIt() throws IOException {
    assertThat(data(sampleOfDrowning(), 3, 2).get("category")).hasToString("OTHER");
    assertThat(data(sampleOfDrowning(), 3, 4).get("category")).hasToString("DROWNING");
  }

  @Test
  void aReaderWithoutADefaultDoesNotReadAnUnknownSymbol() {
    assertThatThrownBy(() -> data(sampleOfDrowning(), 3, 1)).hasMessageContaining("DROWNING");
  }

  @Test
  void noOlderReaderReadsAFieldThatWasRenamed() {
    for (int reader = 1; reader < 4; reader++) {
      int old = reader;
      assertThatThrownBy(() -> data(sample(4), 4, old)).hasMessageContaining("deadline");
    }
  }
}
