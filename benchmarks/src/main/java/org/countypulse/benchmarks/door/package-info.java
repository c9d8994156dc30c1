/** How many events a second come in: over HTTP and from Java, beside a bare Kafka producer. */
package org.countypulse.benchmarks.door;
