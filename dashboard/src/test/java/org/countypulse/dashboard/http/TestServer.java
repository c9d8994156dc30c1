package org.countypulse.dashboard.http;

import io.javalin.Javalin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Properties;
import org.countypulse.dashboard.Api;
import org.countypulse.dashboard.ObligationsFile;
import org.countypulse.dashboard.log.LedgerReader;
import org.countypulse.dashboard.log.ProgressWatch;
import org.countypulse.dashboard.model.Changes;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;

/** The routes on a free port, over a read model that the test fills. It is noon of 31 May 2019. */
final class TestServer implements AutoCloseable {

  final LiveFeed live = new LiveFeed(Duration.ofMillis(100), Duration.ofSeconds(1));
  private final Javalin server;

  TestServer(ReadModel model) {
    this(model, request -> request.header("Small-Cells") == null);
  }

  TestServer(ReadModel model, Readers readers) {
    Clock clock = Clock.fixed(Instant.parse("2019-05-31T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    Properties nowhere = new Properties();
    LedgerReader reader =
        new LedgerReader(
            nowhere,
            model,
            ValueFormat.of(new InMemorySchemaRegistry()),
            (Changes changes, long newest) -> live.changed(changes));
    Status status = new Status(model, reader, new ProgressWatch(nowhere, model, reader));
    server =
        Javalin.create(
                config ->
                    Routes.addTo(
                        config.routes,
                        status,
                        live,
                        ObligationsFile.builtIn(),
                        Counties.chinese(),
                        readers,
                        clock))
            .start("127.0.0.1", 0);
  }

  int port() {
    return server.port();
  }

  Api api() {
    return new Api(port());
  }

  @Override
  public void close() {
    live.close();
    server.stop();
  }
}
