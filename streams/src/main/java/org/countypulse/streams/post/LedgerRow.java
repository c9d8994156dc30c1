package org.countypulse.streams.post;

import org.countypulse.schemas.LedgerTopics;

/** The kinds of rows that the first step writes for readers, beside the postings. */
public enum LedgerRow {
  SCHOOLS,
  SLOTS,
  ACCOUNTS,
  NOTES,
  DIGESTS,
  QUARANTINE;

  /** The topic in which a version's rows of this kind stand. */
  public String topic(LedgerTopics topics) {
    return switch (this) {
      case SCHOOLS -> topics.schools();
      case SLOTS -> topics.slots();
      case ACCOUNTS -> topics.accounts();
      case NOTES -> topics.notes();
      case DIGESTS -> topics.digests();
      case QUARANTINE -> LedgerTopics.QUARANTINE;
    };
  }
}
