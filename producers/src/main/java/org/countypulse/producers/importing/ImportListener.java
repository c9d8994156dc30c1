package org.countypulse.producers.importing;

/** Told how an import goes. */
public interface ImportListener {

  /**
   * A row, or the school that it mentions, was rejected.
   *
   * @param line where the row begins in the file, counting from 1
   * @param reason why, and what to do
   */
  void rejected(long line, String reason);

  /** What is worth knowing of the whole file, in one line; said once. */
  void remark(String text);

  /** More of the file is done: in Kafka, or rejected. */
  void progress(long bytesRead, long bytesInAll, ImportSummary soFar);
}
