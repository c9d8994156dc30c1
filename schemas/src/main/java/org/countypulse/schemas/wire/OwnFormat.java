package org.countypulse.schemas.wire;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Our own code, with nothing between it and Avro. */
record OwnFormat(SchemaRegistry registry, SubjectNames subjects) implements ValueFormat {

  @Override
  public byte[] encode(String topic, IndexedRecord row) {
    Schema schema = row.getSchema();
    return WireFormat.encode(registry.idOf(subjects.subject(topic, schema), schema), row);
  }

  @Override
  public ValueEncoder encoder(String topic, Schema schema) {
    String subject = subjects.subject(topic, schema);
    RecordWriter writer = new RecordWriter(schema);
    return row -> writer.value(registry.idOf(subject, schema), row);
  }

  @Override
  public <T extends IndexedRecord> ValueDecoder<T> decoder(String topic, Schema wanted) {
    return new RecordDecoder<>(registry, wanted);
  }
}
