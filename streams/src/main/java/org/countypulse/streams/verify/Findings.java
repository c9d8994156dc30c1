package org.countypulse.streams.verify;

import java.util.List;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.schemas.ledger.VerificationOutcome;

/**
 * What came out of a comparison.
 *
 * @param undecided what could not be compared and why, in sentences; what was accepted is left out
 * @param tested the digest of the tested ledger's cells, each county as it was compared
 * @param against the digest of the other one's
 * @param schools compared
 * @param counties compared
 * @param cells compared
 * @param rows of days, slots and registry that were compared
 * @param records of the compared schools that both have taken
 * @param behind schools that a ledger that counts no further has taken less of
 */
record Findings(
    VerificationOutcome outcome,
    Differences differences,
    List<String> undecided,
    LedgerDigest tested,
    LedgerDigest against,
    long schools,
    long counties,
    long cells,
    long rows,
    long records,
    long behind) {}
