package org.countypulse.dashboard.http;

import io.javalin.config.RoutesConfig;
import java.time.Clock;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.county.Counties;

/** All of the read side's routes. */
public final class Routes {

  private Routes() {}

  /**
   * @param clock in the zone of the counties: it says which day is today
   */
  public static void addTo(
      RoutesConfig routes,
      Status status,
      LiveFeed live,
      Obligations obligations,
      Counties counties,
      Clock clock) {
    ReadModel model = status.model();
    Figures figures = new Figures(counties);
    new CatalogueRoutes(model, figures, counties).addTo(routes);
    new FigureRoutes(model, figures, obligations, counties, clock).addTo(routes);
    new PlaceRoutes(model, figures, counties, clock).addTo(routes);
    new RecordRoutes(model, clock).addTo(routes);
    new StatusRoutes(status, clock).addTo(routes);
    new Boundaries(model).addTo(routes);
    live.addTo(routes);
    new PageRoutes().addTo(routes);
  }
}
