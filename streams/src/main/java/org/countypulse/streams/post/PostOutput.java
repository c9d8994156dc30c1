package org.countypulse.streams.post;

import org.apache.kafka.common.header.Headers;

/** Where the first step's results go. */
public interface PostOutput {

  /**
   * The last state of a row.
   *
   * @param timestamp the greatest append time of the records that were taken, in milliseconds
   */
  void row(LedgerRow kind, byte[] key, byte[] value, long timestamp, Headers headers);

  /** What was posted to a county since the last time. */
  void postings(String county, PostingBatch batch, long timestamp);
}
