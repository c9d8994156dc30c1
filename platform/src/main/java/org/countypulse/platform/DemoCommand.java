package org.countypulse.platform;

import java.time.Clock;
import java.util.OptionalLong;
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
      description = "The same seed gives the same schools and events (default: 2019).")
  private Long seed;

  @Override
  public Integer call() throws InterruptedException {
    var settings = options.toSettings("demo");
    Demo.checkCounties(settings.counties());
    var demo =
        new Demo(seed == null ? OptionalLong.empty() : OptionalLong.of(seed), Clock.systemUTC());
    demo.checkFolder(settings.data(), settings.zone());
    var platform = Platform.start(settings, new Console(System.out), demo::notReady);
    platform.own(demo).start(platform, settings.zone());
    platform.awaitReady();
    Thread.currentThread().join();
    return 0;
  }
}
