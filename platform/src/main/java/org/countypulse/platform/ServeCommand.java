package org.countypulse.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.countypulse.platform.http.HttpServer;
import org.countypulse.platform.http.ProcessMetrics;
import picocli.CommandLine.Mixin;

/** One part that answers HTTP, as a process of its own until it is stopped. */
abstract class ServeCommand implements Callable<Integer> {
  private final BiFunction<Modules.Surroundings, MeterRegistry, Modules.RunningModule> part;

  @Mixin private HttpOptions http;
  @Mixin private ClusterOptions cluster;

  ServeCommand(BiFunction<Modules.Surroundings, MeterRegistry, Modules.RunningModule> part) {
    this.part = part;
  }

  @Override
  public Integer call() throws InterruptedException {
    var settings = http.toSettings();
    var opened = new Opened();
    var metrics = opened.own(new ProcessMetrics("server"));
    var module = opened.own(part.apply(cluster.toSurroundings(), metrics.registry()));
    var server = opened.own(HttpServer.start(settings, List.of(module), metrics, List::of));
    System.out.println("Listening: " + server.url());
    Thread.currentThread().join();
    return 0;
  }
}
