/**
 * Which events make up a figure: the question, the answer, and how the one is made from the other
 * out of schools' statements. Where the records come from is somebody else's business.
 */
package org.countypulse.domain.explain;
