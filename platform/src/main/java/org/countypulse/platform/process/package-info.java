/**
 * The processes under the command: the data folder that they share, the broker, the registry, and
 * how a child of ours is started, watched, restarted and stopped.
 *
 * <p>Every child is a JVM that reads a pipe from its parent. When the pipe ends the parent is gone,
 * however it went, and the child goes too: nothing is left behind even by {@code kill -9}.
 */
package org.countypulse.platform.process;
