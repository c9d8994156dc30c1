package org.countypulse.platform.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every child: runs another main class, and ends the JVM when standard input
 * ends.
 *
 * <p>Standard input is a pipe that the parent never writes to. It ends when the parent does, and
 * the operating system sees to that even when nobody else could: after {@code kill -9}. The child
 * then has {@link #GRACE_PROPERTY} seconds for its shutdown hooks.
 *
 * <p>Uses nothing but the JDK, since it also runs on the registry's class path.
 */
public final class ParentWatch {
  static final String GRACE_PROPERTY = "countypulse.grace.seconds";

  private ParentWatch() {}

  public static void main(String[] arguments) throws Throwable {
    if (arguments.length == 0) {
      System.err.println("usage: ParentWatch MAIN-CLASS [ARGUMENT...]");
      System.exit(2);
    }
    startDaemon("parent-watch", ParentWatch::exitAtEndOfInput);
    var main = Class.forName(arguments[0]).getMethod("main", String[].class);
    try {
      main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void exitAtEndOfInput() {
    readToEnd(System.in);
    System.err.println("The parent process is gone: stopping.");
    startDaemon("parent-watch-halt", ParentWatch::haltAfterGrace);
    System.exit(0);
  }

  private static void readToEnd(InputStream pipe) {
    try {
      while (pipe.read() >= 0) {
        // The parent sends nothing; only the end matters.
      }
    } catch (IOException e) {
      // A broken pipe says the same as its end.
    }
  }

  /** A shutdown hook that hangs must not keep the child alive. */
  private static void haltAfterGrace() {
    try {
      Thread.sleep(1000L * Integer.getInteger(GRACE_PROPERTY, 15));
    } catch (InterruptedException e) {
      // Halt at once.
    }
    Runtime.getRuntime().halt(1);
  }

  private static void startDaemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
