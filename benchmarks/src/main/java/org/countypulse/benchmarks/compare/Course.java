package org.countypulse.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.platform.process.ChildProcess;

/**
 * What all contenders have in common.
 *
 * @param jvmOptions memory and garbage collector of each contender's process
 * @param ownJvmOptions further ones for the process of our streams
 */
record Course(Cluster cluster, List<String> jvmOptions, List<String> ownJvmOptions) {

  static final int THREADS = 2;
  static final int COMMIT_MILLIS = 1_000;

  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  /** An empty folder for a contender's state. */
  Path freshState(String name) {
    Path state = cluster.folder().state().resolve(name);
    Folders.delete(state);
    return state;
  }

  /** Starts a contender's process; closing it stops it. */
  ChildProcess start(
      String name, List<String> options, String classPath, String main, List<String> arguments) {
    List<String> all = new ArrayList<>(jvmOptions);
    all.addAll(options);
    return ChildProcess.start(
        new ChildProcess.Command(
            name, name, all, classPath, main, arguments, Map.of(), STOP_WITHIN),
        cluster.folder(),
        System.err::println);
  }
}
