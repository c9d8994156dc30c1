/** How fast the read model and the API answer at the country's size. */
package org.countypulse.benchmarks.reading;
