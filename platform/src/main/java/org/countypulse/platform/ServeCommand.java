package org.countypulse.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.countypulse.platform.documents.Documents;
import org.countypulse.platform.http.HttpServer;
import org.countypulse.platform.http.ProcessMetrics;
import picocli.CommandLine.Mixin;

/** One part that answers HTTP, as a process of its own until it is stopped. */
abstract class ServeCommand implements Callable<Integer> {
  @Mixin private HttpOptions http;
  @Mixin private ClusterOptions cluster;
  @Mixin private ZoneOptions zone;

  /** Checks what can be checked before anything is started. */
  void check() {}

  /** Starts the part. */
  abstract Modules.RunningModule start(
      Modules.Surroundings surroundings,
      ZoneId zone,
      HttpServer.Settings http,
      MeterRegistry metrics);

  @Override
  public Integer call() throws InterruptedException {
    check();
    var days = zone.zone();
    var settings = http.toSettings(days);
    var opened = new Opened();
    var metrics = opened.own(new ProcessMetrics("server"));
    var module = opened.own(start(cluster.toSurroundings(), days, settings, metrics.registry()));
    var server =
        opened.own(HttpServer.start(settings, List.of(module, new Documents()), metrics, List::of));
    System.out.println("Listening: " + server.url());
    Thread.currentThread().join();
    return 0;
  }
}
