package org.countypulse.platform;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything at once, with a pretend prefecture in it. */
@Command(
    name = "demo",
    description = {
      "Everything on this machine, with a simulated prefecture: Xinzhou's 14 counties, a school year of history, then live events.",
      "Ctrl-C stops all of it; started again on the same DIR it goes on where it was."
    },
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  @Mixin private PlatformOptions options;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "2019",
      description = "The same seed gives the same events (default: 2019).")
  private long seed;

  @Override
  public Integer call() throws InterruptedException {
    var platform = Platform.start(options.toSettings("demo"), new Console(System.out));
    platform.awaitReady();
    Thread.currentThread().join();
    return 0;
  }
}
