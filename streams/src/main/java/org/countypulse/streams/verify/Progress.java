package org.countypulse.streams.verify;

/**
 * How far a verification is.
 *
 * @param rowsToRead of both ledgers, as of now
 * @param schools that either ledger knows, so far
 * @param differences found so far
 */
public record Progress(
    long rowsRead,
    long rowsToRead,
    long schools,
    long schoolsCompared,
    long counties,
    long countiesCompared,
    long differences) {}
