package org.countypulse.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** The rows of HACKING.md's catalogue of schema changes, each with an example. */
public final class ChangeCatalogue {

  private static final GenericData DATA = new GenericData();

  static {
    DATA.addLogicalTypeConversion(new Conversions.DecimalConversion());
    DATA.addLogicalTypeConversion(new TimeConversions.DateConversion());
    DATA.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
  }

  /**
   * A change.
   *
   * @param before the fields of the data, in Avro's JSON
   * @param after the fields after the change
   * @param event data in Avro's JSON that was written before
   */
  public record Change(String what, String before, String after, String event) {

    public Schema schemaBefore() {
      return schema(before);
    }

    public Schema schemaAfter() {
      return schema(after);
    }

    /** The data as the schema before gives it. */
    public GenericRecord then() {
      return read(written(), schemaBefore(), schemaBefore());
    }

    /** The same data, read from its old bytes with the schema after. */
    public GenericRecord today() {
      return read(written(), schemaBefore(), schemaAfter());
    }

    private byte[] written() {
      Schema schema = schemaBefore();
      try {
        GenericRecord plain =
            new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().jsonDecoder(schema, event));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(schema).write(plain, encoder);
        encoder.flush();
        return bytes.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static final String COUNT = "{'name':'count','type':'int'}";
  private static final String EVENT = "{'count':12}";
  private static final String KIND = "{'name':'kind','type':{'type':'enum','name':'K',%s}}";
  private static final String MONEY =
      "{'name':'amount','type':{'type':'bytes','logicalType':'decimal','precision':%d,'scale':%d}}";
  private static final String LIST =
      "{'name':'list','type':{'type':'array','items':{'type':'record','name':'I',%s}}}";
  private static final String INNER = "{'name':'inner','type':{'type':'record','name':'I',%s}}";

  public static final List<Change> ALLOWED =
      List.of(
          change("add an optional field", COUNT, COUNT + ",{'name':'b',%s}".formatted(optional())),
          change(
              "add a field with another default",
              COUNT,
              "{'name':'flag','type':'boolean','default':false},"
                  + "{'name':'codes','type':{'type':'array','items':'string'},'default':[]},"
                  + COUNT),
          change(
              "rename a field, with its old name as alias",
              COUNT,
              "{'name':'persons','aliases':['count'],'type':'int'}"),
          new Change(
              "rename it again",
              json("{'name':'persons','aliases':['count'],'type':'int'}"),
              json("{'name':'people','aliases':['count','persons'],'type':'int'}"),
              json("{'persons':12}")),
          change(
              "make a field optional",
              COUNT,
              "{'name':'count','type':['null','int'],'default':null}"),
          change("widen an int to a long", COUNT, "{'name':'count','type':'long'}"),
          new Change(
              "give an enumeration a default",
              json(KIND.formatted("'symbols':['A','OTHER']")),
              json(KIND.formatted("'symbols':['A','OTHER'],'default':'OTHER'")),
              json("{'kind':'OTHER'}")),
          new Change(
              "add a symbol to an enumeration with a default",
              json(KIND.formatted("'symbols':['A','OTHER'],'default':'OTHER'")),
              json(KIND.formatted("'symbols':['A','B','OTHER'],'default':'OTHER'")),
              json("{'kind':'OTHER'}")),
          new Change(
              "let a decimal number have more digits",
              json(MONEY.formatted(10, 2)),
              json(MONEY.formatted(16, 2)),
              json("{'amount':'\\u0004\\u00d2'}")),
          new Change(
              "put the fields into another order",
              json(COUNT + ",{'name':'text','type':'string'}"),
              json("{'name':'text','type':'string'}," + COUNT),
              json("{'count':12,'text':'x'}")),
          change(
              "word a doc anew, or widen limits",
              "{'name':'count','type':'int','doc':'a','minimum':0,'maximum':9}",
              "{'name':'count','type':'int','doc':'b','minimum':-1,'maximum':99}"),
          new Change(
              "any of these within a record in it",
              json(INNER.formatted("'fields':[" + COUNT + "]")),
              json(
                  INNER.formatted(
                      "'fields':[{'name':'b',%s},".formatted(optional()) + COUNT + "]")),
              json("{'inner':{'count':12}}")));

  public static final List<Change> NOT_ALLOWED =
      List.of(
          change("add a field without a default", COUNT, COUNT + ",{'name':'b','type':'int'}"),
          change("remove a field", COUNT, "{'name':'b',%s}".formatted(optional())),
          change("rename a field without an alias", COUNT, "{'name':'persons','type':'int'}"),
          new Change(
              "drop an alias",
              json("{'name':'persons','aliases':['count'],'type':'int'}"),
              json("{'name':'persons','type':'int'}"),
              json("{'persons':12}")),
          change(
              "give a former name to another field",
              COUNT,
              "{'name':'persons','aliases':['count'],'type':'int'},"
                  + "{'name':'count','type':'int','default':0}"),
          change(
              "give a published field a default",
              COUNT,
              "{'name':'count','type':'int','default':12}"),
          new Change(
              "change a default",
              json("{'name':'flag','type':'boolean','default':false}"),
              json("{'name':'flag','type':'boolean','default':true}"),
              json("{'flag':true}")),
          new Change(
              "make an optional field required",
              json("{'name':'count','type':['null','int'],'default':null}"),
              json("{'name':'count','type':'int','default':0}"),
              json("{'count':{'int':12}}")),
          change("change a field's type", COUNT, "{'name':'count','type':'string'}"),
          change("make whole numbers fractions", COUNT, "{'name':'count','type':'double'}"),
          change(
              "say that a number is a date",
              COUNT,
              "{'name':'count','type':{'type':'int','logicalType':'date'}}"),
          new Change(
              "change the scale of a decimal number",
              json(MONEY.formatted(16, 2)),
              json(MONEY.formatted(16, 3)),
              json("{'amount':'\\u0004\\u00d2'}")),
          new Change(
              "remove or rename a symbol",
              json(KIND.formatted("'symbols':['A','OTHER'],'default':'OTHER'")),
              json(KIND.formatted("'symbols':['B','OTHER'],'default':'OTHER'")),
              json("{'kind':'A'}")),
          new Change(
              "add a symbol to an enumeration without a default",
              json(KIND.formatted("'symbols':['A']")),
              json(KIND.formatted("'symbols':['A','B']")),
              json("{'kind':'A'}")),
          change(
              "narrow a limit",
              "{'name':'count','type':'int','maximum':99}",
              "{'name':'count','type':'int','maximum':9}"),
          new Change(
              "add a field to the records of a list",
              json(LIST.formatted("'fields':[" + COUNT + "]")),
              json(
                  LIST.formatted("'fields':[{'name':'b',%s},".formatted(optional()) + COUNT + "]")),
              json("{'list':[{'count':1},{'count':2}]}")),
          change(
              "let a field be of two types",
              COUNT,
              "{'name':'count','type':['null','int','string'],'default':null}"));

  private ChangeCatalogue() {}

  private static String optional() {
    return "'type':['null','string'],'default':null";
  }

  private static Change change(String what, String before, String after) {
    return new Change(what, json(before), json(after), json(EVENT));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Schema schema(String fields) {
    String text = "{\"type\":\"record\",\"name\":\"D\",\"fields\":[%s]}".formatted(fields);
    return new Schema.Parser().parse(text);
  }

  private static GenericRecord read(byte[] bytes, Schema written, Schema wanted) {
    try {
      return new GenericDatumReader<GenericRecord>(written, wanted, DATA)
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
