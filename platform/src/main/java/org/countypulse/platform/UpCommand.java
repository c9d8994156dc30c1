package org.countypulse.platform;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** An empty platform, ready for events. */
@Command(
    name = "up",
    description = {
      "A platform on this machine, ready for events: Kafka broker, registry, gateway, streams, dashboard.",
      "Ctrl-C stops all of it; started again on the same DIR it goes on where it was."
    },
    sortOptions = false)
final class UpCommand implements Callable<Integer> {
  @Mixin private PlatformOptions options;

  @Override
  public Integer call() throws InterruptedException {
    var platform = Platform.start(options.toSettings("up"), new Console(System.out), List::of);
    platform.awaitReady();
    Thread.currentThread().join();
    return 0;
  }
}
