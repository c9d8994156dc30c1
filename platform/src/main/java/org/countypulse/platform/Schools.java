package org.countypulse.platform;

import org.countypulse.domain.SchoolLife;

/** What the door knows of the schools; it may be a second behind the events. */
interface Schools {
  /** Of a door that reads no ledger. */
  Schools NOT_KNOWN =
      new Schools() {
        @Override
        public SchoolLife life(String school) {
          return SchoolLife.UNREGISTERED;
        }

        @Override
        public boolean areKnown() {
          return false;
        }
      };

  /** Where a school was at which time; {@link SchoolLife#UNREGISTERED} if it is not registered. */
  SchoolLife life(String school);

  /** Whether all that was there at the start has been read. */
  boolean areKnown();

  /** Whether a school is certainly not registered. */
  default boolean isMissing(String school) {
    return areKnown() && life(school).entries().isEmpty();
  }
}
