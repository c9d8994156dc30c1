package org.countypulse.schemas.wire;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;

/**
 * Whether the numbers of one schema mean the same to another. Avro only looks at how they are
 * written: it reads 18.892 yuan, written with three decimals, as 188.92 with two, and microseconds
 * as milliseconds.
 */
final class LogicalTypesMatch {

  private LogicalTypesMatch() {}

  /**
   * Checks every value that is both written and wanted.
   *
   * @throws UndecodableException if one would be misread
   */
  static void check(Schema written, Schema wanted) {
    check("", written, wanted);
  }

  private static void check(String path, Schema written, Schema wanted) {
    if (written.isUnion()) {
      written.getTypes().forEach(branch -> check(path, branch, wanted));
    } else if (wanted.isUnion()) {
      wanted.getTypes().stream()
          .filter(branch -> branch.getType() == written.getType())
          .forEach(branch -> check(path, written, branch));
    } else if (written.getType() == Schema.Type.RECORD && wanted.getType() == written.getType()) {
      checkFields(path, written, wanted);
    } else if (written.getType() == Schema.Type.ARRAY && wanted.getType() == written.getType()) {
      check(path, written.getElementType(), wanted.getElementType());
    } else if (differ(written.getLogicalType(), wanted.getLogicalType())) {
      throw new UndecodableException(
          "The value's schema writes "
              + path
              + " as "
              + named(written.getLogicalType())
              + ", which would be misread: here it is "
              + named(wanted.getLogicalType())
              + ". Send it again under the same id with the published schema.");
    }
  }

  private static void checkFields(String path, Schema written, Schema wanted) {
    for (Schema.Field field : wanted.getFields()) {
      Schema.Field source = written.getField(field.name());
      for (String alias : field.aliases()) {
        source = source == null ? written.getField(alias) : source;
      }
      if (source != null) {
        String name = path.isEmpty() ? field.name() : path + "." + field.name();
        check(name, source.schema(), field.schema());
      }
    }
  }

  /** A number that is not said to be anything is how such numbers are written. */
  private static boolean differ(LogicalType written, LogicalType wanted) {
    if (written == null || wanted == null) {
      return false;
    }
    if (written instanceof LogicalTypes.Decimal one && wanted instanceof LogicalTypes.Decimal two) {
      return one.getScale() != two.getScale();
    }
    return !written.getName().equals(wanted.getName());
  }

  private static String named(LogicalType type) {
    return type instanceof LogicalTypes.Decimal decimal
        ? "a decimal number of scale " + decimal.getScale()
        : type.getName();
  }
}
