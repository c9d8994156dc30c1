package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.Certificate;

/** What came out when versions were compared. */
final class CertificateRoutes {

  private static final List<String> DIGESTS = List.of("digest", "againstDigest");
  private static final List<String> EXAMPLES = List.of("examples", "rowExamples");

  private final ReadModel model;
  private final Asked asked;

  CertificateRoutes(ReadModel model, Asked asked) {
    this.model = model;
    this.asked = asked;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/certificates", this::certificates);
  }

  private void certificates(Context request) {
    Parameters parameters = Parameters.ofTable(request, "view");
    Optional<String> view = parameters.text("view");
    view.filter(name -> Views.named(name).isEmpty())
        .ifPresent(
            name -> {
              throw new BadRequestResponse(
                  "There is no view \"%s\": write one of GET /api/v1/views.".formatted(name));
            });
    // Cells that differ, and digests of what little differs, tell of single events.
    boolean all = asked.seesAll(request);
    List<Certificate> certificates =
        model.read(
            ledgers ->
                ledgers.certificates().stream()
                    .filter(c -> view.isEmpty() || c.getView().equals(view.get()))
                    .toList());
    Answer.table(
        request,
        parameters,
        object("certificates", certificates.stream().map(c -> answer(c, all)).toList()),
        () -> table(certificates));
  }

  /** Its fields by their names; digests null and cells left out for whoever may not see them. */
  private static Map<String, Object> answer(Certificate certificate, boolean all) {
    Map<String, Object> answer = answer(certificate);
    if (!all) {
      DIGESTS.forEach(name -> answer.put(name, null));
      EXAMPLES.forEach(name -> answer.put(name, List.of()));
    }
    return answer;
  }

  private static Map<String, Object> answer(IndexedRecord row) {
    Map<String, Object> answer = new LinkedHashMap<>();
    for (Schema.Field field : row.getSchema().getFields()) {
      answer.put(field.name(), plain(row.get(field.pos())));
    }
    return answer;
  }

  private static Object plain(Object value) {
    if (value instanceof IndexedRecord row) {
      return answer(row);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(CertificateRoutes::plain).toList();
    }
    return value == null
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Map
        ? value
        : value.toString();
  }

  private static Table table(List<Certificate> certificates) {
    Table table =
        Table.of(
            "view",
            "version",
            "against",
            "at",
            "by",
            "outcome",
            "records",
            "cells",
            "differing",
            "detail");
    for (Certificate c : certificates) {
      table.row(
          c.getView(),
          c.getVersion(),
          c.getAgainst(),
          c.getAt(),
          c.getBy(),
          c.getOutcome(),
          c.getRecords(),
          c.getCells(),
          c.getDiffering(),
          c.getDetail());
    }
    return table;
  }
}
