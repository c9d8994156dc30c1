package org.countypulse.platform.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import org.countypulse.platform.http.HttpModule;

/** Answers with the documents, which don't change while the program runs. */
public final class Documents implements HttpModule {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Override
  public void addRoutes(RoutesConfig routes) {
    String openApi = openApi();
    String asyncApi = asyncApi();
    routes.get("/api/v1/openapi.json", request -> answer(request, openApi));
    routes.get("/api/v1/asyncapi.json", request -> answer(request, asyncApi));
  }

  private static void answer(Context request, String document) {
    request
        .contentType("application/json; charset=utf-8")
        .result(document.getBytes(StandardCharsets.UTF_8));
  }

  /** What can be asked over HTTP: OpenAPI 3.1, as JSON. */
  public static String openApi() {
    return text(OpenApi.document());
  }

  /** What stands in which topic: AsyncAPI 3.0, as JSON. */
  public static String asyncApi() {
    return text(AsyncApi.document());
  }

  private static String text(ObjectNode document) {
    try {
      return JSON.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A document could not be written as JSON", e);
    }
  }

  static ObjectNode info(String what) {
    ObjectNode info = Shapes.json("title", "CountyPulse: " + what, "version", "1");
    info.put(
        "description",
        "School events in, live county figures out. Made from the catalogues of event types,"
            + " measures and views.");
    info.putObject("license")
        .put("name", "Apache-2.0")
        .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    return info;
  }
}
