/** How long after its acknowledgement an event's figure is seen to change. */
package org.countypulse.benchmarks.latency;
