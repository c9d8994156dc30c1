package org.countypulse.schemas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * The catalogue of HACKING.md as code: what is wrong with a change of a published schema. Avro
 * forbids what can't be read; this also forbids what would be read otherwise, what would make an
 * old event differ from its own copies, and what would no longer be believed.
 */
public final class SchemaChanges {

  private final List<String> wrong = new ArrayList<>();

  private SchemaChanges() {}

  /** What is wrong with a change, in sentences; empty if it is allowed. */
  public static List<String> wrong(Schema before, Schema after) {
    SchemaChanges changes = new SchemaChanges();
    changes.compare(before.getName(), before, after);
    if (changes.wrong.isEmpty()) {
      SchemaCompatibility.SchemaPairCompatibility read =
          SchemaCompatibility.checkReaderWriterCompatibility(after, before);
      if (read.getType() != SchemaCompatibilityType.COMPATIBLE) {
        changes.wrong.add("It can't be read: " + read.getResult().getIncompatibilities());
      }
    }
    return changes.wrong;
  }

  private void compare(String path, Schema before, Schema after) {
    if (before.isUnion() || after.isUnion()) {
      compareOptional(path, before, after);
    } else if (before.getType() == Schema.Type.RECORD && after.getType() == before.getType()) {
      compareFields(path, before, after);
    } else if (before.getType() == Schema.Type.ENUM && after.getType() == before.getType()) {
      compareSymbols(path, before, after);
    } else if (before.getType() == Schema.Type.ARRAY && after.getType() == before.getType()) {
      compareItems(path + "[]", before.getElementType(), after.getElementType());
    } else {
      compareValues(path, before, after);
    }
  }

  /**
   * Avro 1.12.2 guards against lists that claim to be longer than their bytes, and counts with
   * today's items: old ones, if shorter, are refused at the end of an event.
   */
  private void compareItems(String path, Schema before, Schema after) {
    if (before.getType() == Schema.Type.RECORD
        && after.getType() == Schema.Type.RECORD
        && fewestBytes(after) > fewestBytes(before)) {
      wrong.add(path + ": old lists of shorter records can't be read; add a list of its own.");
    }
    compare(path, before, after);
  }

  private static int fewestBytes(Schema record) {
    return record.getFields().stream()
        .mapToInt(f -> f.schema().getType() == Schema.Type.RECORD ? fewestBytes(f.schema()) : 1)
        .sum();
  }

  private void compareOptional(String path, Schema before, Schema after) {
    List<Schema> was = withoutNull(before);
    List<Schema> is = withoutNull(after);
    if (was.size() != 1 || is.size() != 1) {
      wrong.add(path + ": a union is of null and one other.");
    } else if (isOptional(before) && !isOptional(after)) {
      wrong.add(path + " was optional, and old events don't have it.");
    } else {
      compare(path, was.get(0), is.get(0));
    }
  }

  private static List<Schema> withoutNull(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream().filter(one -> one.getType() != Schema.Type.NULL).toList()
        : List.of(schema);
  }

  private static boolean isOptional(Schema schema) {
    return schema.isUnion() && schema.getTypes().size() > withoutNull(schema).size();
  }

  private void compareValues(String path, Schema before, Schema after) {
    boolean widened =
        before.getType() == Schema.Type.INT
            && after.getType() == Schema.Type.LONG
            && before.getLogicalType() == null;
    if (before.getType() != after.getType() && !widened) {
      wrong.add(path + " was " + before.getType() + " and can't become " + after.getType() + ".");
    } else if (before.getLogicalType() instanceof LogicalTypes.Decimal was
        && after.getLogicalType() instanceof LogicalTypes.Decimal is) {
      if (was.getScale() != is.getScale() || was.getPrecision() > is.getPrecision()) {
        wrong.add(path + ": a decimal number keeps its scale, and loses no precision.");
      }
    } else if (!Objects.equals(before.getLogicalType(), after.getLogicalType())) {
      wrong.add(path + " would be misread: it was another kind of number.");
    }
  }

  private void compareSymbols(String path, Schema before, Schema after) {
    for (String symbol : before.getEnumSymbols()) {
      if (!after.hasEnumSymbol(symbol)) {
        wrong.add(path + ": the symbol " + symbol + " stands in old events.");
      }
    }
    boolean added = after.getEnumSymbols().size() > before.getEnumSymbols().size();
    if (added && before.getEnumDefault() == null) {
      wrong.add(
          path
              + ": publish the enumeration with a default before the version that adds a symbol,"
              + " so that readers of the version in between can read it.");
    }
    if (before.getEnumDefault() != null
        && !before.getEnumDefault().equals(after.getEnumDefault())) {
      wrong.add(path + ": an enumeration keeps its default.");
    }
  }

  private void compareFields(String path, Schema before, Schema after) {
    Set<Schema.Field> kept = new HashSet<>();
    for (Schema.Field was : before.getFields()) {
      Schema.Field is = follow(was, after);
      if (is == null) {
        wrong.add(
            path + "." + was.name() + " stands in old events; keep it, and say it is unused.");
      } else {
        kept.add(is);
        compareField(path + "." + was.name(), was, is);
      }
    }
    for (Schema.Field is : after.getFields()) {
      if (!kept.contains(is)) {
        added(path + "." + is.name(), is);
      }
      for (Schema.Field other : after.getFields()) {
        if (other != is && other.aliases().contains(is.name())) {
          wrong.add(path + "." + is.name() + " was the name of " + other.name() + ".");
        }
      }
    }
  }

  /** Where a field is now: under its name, or under one that has this as its alias. */
  private static Schema.Field follow(Schema.Field was, Schema after) {
    return after.getFields().stream()
        .filter(is -> is.aliases().contains(was.name()))
        .findFirst()
        .orElse(after.getField(was.name()));
  }

  private void added(String path, Schema.Field is) {
    if (!is.hasDefaultValue()) {
      wrong.add(path + " is new and needs a default: old events don't have it.");
    }
    if (!is.aliases().isEmpty()) {
      wrong.add(path + " is new and can't have had another name.");
    }
  }

  private void compareField(String path, Schema.Field was, Schema.Field is) {
    List<String> names = names(was);
    if (!is.name().equals(was.name())) {
      names.add(was.name());
    }
    List<String> aliases = new ArrayList<>(is.aliases());
    if (!aliases.equals(names)) {
      wrong.add(path + ": its aliases are all former names, the oldest first: " + names + ".");
    }
    boolean becameOptional = isOptional(is.schema()) && !isOptional(was.schema());
    if (becameOptional
        ? !is.hasDefaultValue() || is.defaultVal() != org.apache.avro.JsonProperties.NULL_VALUE
        : !Objects.equals(was.defaultVal(), is.defaultVal())) {
      wrong.add(path + ": a published field keeps its default; one made optional has null.");
    }
    compareLimits(path, was, is);
    compare(path, was.schema(), is.schema());
  }

  private static List<String> names(Schema.Field field) {
    return new ArrayList<>(field.aliases());
  }

  /** Limits judge events when they are replayed, too. */
  private void compareLimits(String path, Schema.Field was, Schema.Field is) {
    for (String least : List.of("minimum", "minLength")) {
      if (limit(is, least, Long.MIN_VALUE) > limit(was, least, Long.MIN_VALUE)) {
        wrong.add(path + ": " + least + " may not rise; old events would not be believed.");
      }
    }
    for (String most : List.of("maximum", "maxLength", "maxItems")) {
      if (limit(is, most, Long.MAX_VALUE) < limit(was, most, Long.MAX_VALUE)) {
        wrong.add(path + ": " + most + " may not fall; old events would not be believed.");
      }
    }
    Object format = is.getObjectProp("format");
    if (format != null && !format.equals(was.getObjectProp("format"))) {
      wrong.add(path + ": a format may only be dropped; old events would not be believed.");
    }
  }

  private static long limit(Schema.Field field, String name, long none) {
    return field.getObjectProp(name) instanceof Number number ? number.longValue() : none;
  }

  /** The fields of one version beside those of another that they became; none where it is gone. */
  public static Schema.Field today(Schema.Field was, Schema today) {
    return follow(was, today);
  }
}
