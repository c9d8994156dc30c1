/** Flink SQL on our events: a peer, in a process and with libraries of its own. */
package org.countypulse.benchmarks.flink;
