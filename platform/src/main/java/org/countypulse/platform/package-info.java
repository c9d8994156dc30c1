/**
 * The {@code countypulse} command: {@link Main} lists what it can do. {@code up} and {@code demo}
 * are one process that serves HTTP and watches three children (broker, registry, streams); every
 * part can also run alone.
 */
package org.countypulse.platform;
