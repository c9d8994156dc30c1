package org.countypulse.producers.importing;

/**
 * What came of a file's rows.
 *
 * @param rows rows read, blank lines and the header not counted
 * @param accepted rows whose event was let in
 * @param duplicate rows whose event the door has seen before
 * @param rejected rows that were not let in, or whose school was not
 * @param leftOut rows that the mapping leaves out on purpose
 * @param schools registrations of schools that were let in, or seen before
 * @param warnings events that were let in with a warning
 */
public record ImportSummary(
    long rows,
    long accepted,
    long duplicate,
    long rejected,
    long leftOut,
    long schools,
    long warnings) {

  static final ImportSummary NOTHING = new ImportSummary(0, 0, 0, 0, 0, 0, 0);

  /** 0 if every row went in or was left out on purpose, else 1. */
  public int exitCode() {
    return rejected == 0 ? 0 : 1;
  }

  @Override
  public String toString() {
    return rows
        + " rows: "
        + accepted
        + " accepted, "
        + duplicate
        + " duplicate, "
        + rejected
        + " rejected"
        + (leftOut == 0 ? "" : ", " + leftOut + " left out as the mapping says")
        + (schools == 0 ? "" : "; " + schools + " schools registered")
        + (warnings == 0 ? "" : "; " + warnings + " accepted with a warning")
        + ".";
  }
}
