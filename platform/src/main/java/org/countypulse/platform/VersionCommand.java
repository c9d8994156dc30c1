package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.Callable;
import org.countypulse.streams.Promotion;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRefusedException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Something done with versions of a view: through a running platform (--to), or straight on the
 * cluster (--bootstrap), where the parts of the platform run alone.
 */
abstract class VersionCommand implements Callable<Integer> {
  static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private ApiClient client;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who wants it, for those who look at the versions later (default: you).")
  private String by = System.getProperty("user.name", "");

  @Override
  public final Integer call() throws InterruptedException {
    Logs.off();
    if (!cluster.isGiven()) {
      return through(client);
    }
    var opened = new Opened();
    var surroundings = cluster.toSurroundings();
    var operations =
        opened.own(new ViewOperations(surroundings, Modules.promotionCheck(surroundings)));
    try {
      return on(operations);
    } catch (VersionRefusedException
        | Promotion.RefusedException
        | RebuildWork.ElsewhereException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  /** Does it through a running platform. */
  abstract int through(ApiClient platform) throws InterruptedException;

  /** Does it on the cluster. */
  abstract int on(ViewOperations operations) throws InterruptedException;

  Wish wish() {
    return Wish.of(by);
  }

  ClusterOptions cluster() {
    return cluster;
  }

  /** What goes with every request. */
  ObjectNode body() {
    return JSON.createObjectNode().put("by", by);
  }

  static ObjectNode with(ObjectNode body, Set<String> accepted) {
    var list = body.putArray("accept");
    accepted.forEach(list::add);
    return body;
  }

  static String path(String view, int version, String action) {
    return "/views/%s/%d/%s".formatted(ApiClient.encode(view), version, action);
  }

  /** The version's line in the answer of {@code GET /views}; missing if it is not there. */
  static JsonNode find(ApiClient platform, String view, int version) {
    for (var row : platform.get("/views", java.util.Map.of())) {
      if (row.path("view").asText().equals(view) && row.path("version").asInt() == version) {
        return row;
      }
    }
    return JSON.missingNode();
  }
}
