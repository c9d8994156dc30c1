package org.countypulse.platform.http;

import io.javalin.config.RoutesConfig;
import java.util.List;

/** A part of the platform that answers HTTP requests. */
public interface HttpModule {

  /** Adds its routes; they throw {@code HttpResponseException} for every error. */
  void addRoutes(RoutesConfig routes);

  /** What it still waits for, in words for an operator; empty when it is ready. */
  default List<String> notReady() {
    return List.of();
  }
}
