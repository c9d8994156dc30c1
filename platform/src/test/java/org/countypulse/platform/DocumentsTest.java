package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.countypulse.dashboard.ObligationsFile;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.documents.Documents;
import org.countypulse.platform.http.HttpServer;
import org.countypulse.platform.http.ProcessMetrics;
import org.countypulse.platform.http.SmallCells;
import org.junit.jupiter.api.Test;

/** The documents that machines read say what the program does. */
class DocumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The page and its files are no API. */
  private static final List<String> PAGE =
      List.of("GET /", "GET /page/<file>", "GET /vendor/echarts.min.js");

  @Test
  void theOpenApiDocumentHasEveryRouteOfTheServerAndNoOther() throws IOException {
    List<String> documented = new ArrayList<>(PAGE);
    JsonNode paths = JSON.readTree(Documents.openApi()).path("paths");
    paths
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(routes()).containsExactlyInAnyOrderElementsOf(documented);
  }

  /** Of a whole platform, whose cluster is away: routes don't need it. */
  private static List<String> routes() {
    var surroundings =
        new Modules.Surroundings(
            "127.0.0.1:1", "http://127.0.0.1:1", Counties.chinese(), ClientConfig.none());
    var zone = ZoneId.of("Asia/Shanghai");
    try (var metrics = new ProcessMetrics("server");
        var dashboard =
            Modules.dashboard(
                surroundings,
                ObligationsFile.builtIn(),
                SmallCells.AUTO,
                zone,
                metrics.registry());
        var gateway = Modules.gateway(surroundings, zone, Schools.NOT_KNOWN, metrics.registry());
        var quarantine = Modules.quarantine(surroundings, SmallCells.AUTO);
        var server =
            HttpServer.start(
                new HttpServer.Settings("127.0.0.1", 0, Optional.empty()),
                List.of(
                    dashboard,
                    gateway,
                    quarantine,
                    new ViewRoutes(null, null),
                    new VerifyRoutes(new Verifications(surroundings, surroundings.values())),
                    new Documents()),
                metrics,
                List::of)) {
      return server.routes();
    }
  }

  @Test
  void theCopyOfTheOpenApiDocumentIsTheOneThatIsServed() throws IOException {
    isApproved("openapi.json", Documents.openApi());
  }

  @Test
  void theCopyOfTheAsyncApiDocumentIsTheOneThatIsServed() throws IOException {
    isApproved("asyncapi.json", Documents.asyncApi());
  }

  private static void isApproved(String name, String document) throws IOException {
    Path copy = Path.of("..", "docs", name);
    if (Boolean.getBoolean("approve")) {
      Files.writeString(copy, document);
    }
    assertThat(copy)
        .as("If the change is meant: mvn verify -Dapprove=true, and read the diff")
        .exists()
        .content()
        .isEqualTo(document);
  }
}
