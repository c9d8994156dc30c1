package org.countypulse.platform.http;

import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.function.Supplier;

/**
 * A part of the platform that answers HTTP requests, or at least has a say in whether it is ready.
 */
public interface HttpModule {

  /** Adds its routes; they throw {@code HttpResponseException} for every error. */
  void addRoutes(RoutesConfig routes);

  /** What it still waits for, in words for an operator; empty when it is ready. */
  default List<String> notReady() {
    return List.of();
  }

  /** One without routes. */
  static HttpModule waitingFor(Supplier<List<String>> notReady) {
    return new HttpModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        // It answers nothing.
      }

      @Override
      public List<String> notReady() {
        return notReady.get();
      }
    };
  }
}
