package org.countypulse.schemas.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the record classes of this project may be made from schemas. Since 1.12.2 it
 * makes none that nobody has vouched for; its own way, a system property, would be one more thing
 * that every program with our client library had to set.
 */
public final class TrustedRecords {

  private static final String PACKAGE = "org.countypulse.schemas.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(PACKAGE)));
  }

  private TrustedRecords() {}

  /** Does it, once for the process; what others have vouched for stays trusted. */
  public static void vouch() {
    // the static initializer has
  }
}
