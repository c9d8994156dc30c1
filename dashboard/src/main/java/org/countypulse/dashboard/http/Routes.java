package org.countypulse.dashboard.http;

import io.javalin.config.RoutesConfig;
import java.time.Clock;
import org.countypulse.dashboard.model.Duties;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.Plans;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.report.Reports;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.county.Counties;

/** All of the read side's routes. */
public final class Routes {

  private Routes() {}

  /**
   * @param readers what those who ask may see
   * @param clock in the zone of the counties: it says which day is today
   */
  public static void addTo(
      RoutesConfig routes,
      Status status,
      LiveFeed live,
      Obligations obligations,
      Counties counties,
      Readers readers,
      Clock clock) {
    ReadModel model = status.model();
    Figures figures = new Figures(counties);
    new CatalogueRoutes(model, figures, counties).addTo(routes);
    Asked asked = new Asked(model, figures, counties, readers);
    Duties duties = new Duties(figures, obligations);
    Plans plans = new Plans();
    new FigureRoutes(model, figures, asked, clock).addTo(routes);
    new PlaceRoutes(model, figures, asked, clock).addTo(routes);
    new DutyRoutes(model, duties, plans, asked, clock).addTo(routes);
    new ReportRoutes(model, new Reports(duties, plans), asked, clock).addTo(routes);
    new RecordRoutes(model, asked, clock).addTo(routes);
    new StatusRoutes(status, asked, clock).addTo(routes);
    new CertificateRoutes(model, asked).addTo(routes);
    new Boundaries(model).addTo(routes);
    live.addTo(routes);
    new PageRoutes().addTo(routes);
  }

  /**
   * Adds the events behind figures.
   *
   * @param readers what those who ask may see
   * @param clock in the zone of the counties
   */
  public static void addExplanations(
      RoutesConfig routes,
      ReadModel model,
      Counties counties,
      Readers readers,
      Explainer explainer,
      Clock clock) {
    Figures figures = new Figures(counties);
    Asked asked = new Asked(model, figures, counties, readers);
    new ExplainRoutes(model, figures, asked, explainer, clock).addTo(routes);
  }
}
