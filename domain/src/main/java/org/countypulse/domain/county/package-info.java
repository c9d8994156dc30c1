/** The reference list of counties: which codes exist, what they are called, how they roll up. */
package org.countypulse.domain.county;
