package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.DifferingCell;
import org.countypulse.schemas.ledger.DifferingRow;

/** What came out when versions were compared. */
final class CertificateRoutes {

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

  private static Map<String, Object> answer(Certificate certificate, boolean all) {
    Map<String, Object> answer =
        object(
            "view", certificate.getView(),
            "version", certificate.getVersion(),
            "against", certificate.getAgainst(),
            "at", certificate.getAt().toString(),
            "by", certificate.getBy(),
            "outcome", certificate.getOutcome().name(),
            "accepted", certificate.getAccepted(),
            "acceptedBehind", certificate.getAcceptedBehind(),
            "detail", certificate.getDetail(),
            "fingerprint", certificate.getFingerprint(),
            "againstFingerprint", certificate.getAgainstFingerprint(),
            "offsets", certificate.getOffsets(),
            "againstOffsets", certificate.getAgainstOffsets(),
            "records", certificate.getRecords(),
            "schools", certificate.getSchools(),
            "counties", certificate.getCounties(),
            "cells", certificate.getCells(),
            "rows", certificate.getRows(),
            "differing", certificate.getDiffering(),
            "differingRows", certificate.getDifferingRows(),
            "differingSchools", certificate.getDifferingSchools(),
            "behind", certificate.getBehind(),
            "byMeasure", certificate.getByMeasure(),
            "byCounty", certificate.getByCounty(),
            "undecided", certificate.getUndecided());
    answer.put("digest", all ? certificate.getDigest() : null);
    answer.put("againstDigest", all ? certificate.getAgainstDigest() : null);
    answer.put("examples", all ? cells(certificate.getExamples()) : List.of());
    answer.put("rowExamples", all ? rows(certificate.getRowExamples()) : List.of());
    answer.put("program", certificate.getProgram());
    return answer;
  }

  private static List<Map<String, Object>> cells(List<DifferingCell> cells) {
    return cells.stream()
        .map(
            cell ->
                object(
                    "county", cell.getCounty(),
                    "day", cell.getDay().toString(),
                    "measure", cell.getMeasure(),
                    "amount", cell.getAmount(),
                    "againstAmount", cell.getAgainstAmount()))
        .toList();
  }

  private static List<Map<String, Object>> rows(List<DifferingRow> rows) {
    return rows.stream()
        .map(
            row ->
                object(
                    "kind", row.getKind(),
                    "schoolId", row.getSchoolId(),
                    "measure", row.getMeasure(),
                    "row", row.getRow(),
                    "said", row.getSaid(),
                    "againstSaid", row.getAgainstSaid()))
        .toList();
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
