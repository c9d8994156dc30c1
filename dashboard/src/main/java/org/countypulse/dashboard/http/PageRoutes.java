package org.countypulse.dashboard.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.countypulse.domain.Fingerprints;

/**
 * The page and what it is made of, from the class path. Browsers ask each time if it is the same.
 */
final class PageRoutes {

  /** No dots in folders' names, so no way out of the folder. */
  private static final Pattern FILE = Pattern.compile("([a-z0-9-]+/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final String ECHARTS =
      "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "json", "application/json; charset=utf-8",
          "webmanifest", "application/manifest+json",
          "woff2", "font/woff2");

  /** A file's bytes and what says whether they are the same. */
  private record Asset(byte[] bytes, String mediaType, String tag) {}

  private final Map<String, Optional<Asset>> assets = new ConcurrentHashMap<>();

  void addTo(RoutesConfig routes) {
    routes.get("/", request -> serve(request, "/page/index.html"));
    routes.get("/page/<file>", request -> serve(request, pageFile(request.pathParam("file"))));
    routes.get("/vendor/echarts.min.js", request -> serve(request, ECHARTS));
  }

  private static String pageFile(String file) {
    if (!FILE.matcher(file).matches()) {
      throw new NotFoundResponse("The page has no file of that name.");
    }
    return "/page/" + file;
  }

  private void serve(Context request, String resource) {
    Asset asset =
        assets
            .computeIfAbsent(resource, PageRoutes::load)
            .orElseThrow(() -> new NotFoundResponse("The page has no file of that name."));
    request.header("ETag", asset.tag).header("Cache-Control", "no-cache");
    String known = request.header("If-None-Match");
    if (known != null && known.contains(asset.tag)) {
      request.status(304);
    } else {
      request.contentType(asset.mediaType).result(asset.bytes);
    }
  }

  private static Optional<Asset> load(String resource) {
    String type = MEDIA_TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
    try (InputStream in = PageRoutes.class.getResourceAsStream(resource)) {
      if (in == null || type == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      String tag = '"' + HexFormat.of().formatHex(Fingerprints.of(bytes)) + '"';
      return Optional.of(new Asset(bytes, type, tag));
    } catch (IOException e) {
      throw new UncheckedIOException("A file of the page can't be read: " + resource, e);
    }
  }
}
