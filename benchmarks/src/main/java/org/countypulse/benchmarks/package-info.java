/** How fast it is: programs to run by hand, each of which prints what it measured. */
package org.countypulse.benchmarks;
