package org.countypulse.platform.documents;

import static org.countypulse.platform.documents.Shapes.component;
import static org.countypulse.platform.documents.Shapes.day;
import static org.countypulse.platform.documents.Shapes.json;
import static org.countypulse.platform.documents.Shapes.listOf;
import static org.countypulse.platform.documents.Shapes.object;
import static org.countypulse.platform.documents.Shapes.oneOf;
import static org.countypulse.platform.documents.Shapes.text;
import static org.countypulse.platform.documents.Shapes.wholeNumber;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.posting.QuarantineReason;

/** What can be asked over HTTP, as an OpenAPI 3.1 document. */
final class OpenApi {

  private static final String API = "/api/v1";
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final int MOST_EVENTS = 5_000;

  /** An extension: the parameters of which one is to be given, and one only. */
  private static final String EXACTLY_ONE_OF = "x-exactly-one-of";

  private final ObjectNode paths = json();

  private OpenApi() {}

  static ObjectNode document() {
    ObjectNode document = json("openapi", "3.1.0");
    document.set("info", Documents.info("HTTP"));
    document.putArray("servers").addObject().put("url", "/").put("description", "This platform.");
    document.putArray("security").add(json()).addObject().putArray("token");
    document.set("paths", new OpenApi().withPaths());
    document.set("components", components());
    return document;
  }

  private ObjectNode withPaths() {
    sending();
    forgetting();
    catalogues();
    figures();
    report();
    records();
    state();
    versions();
    documents();
    probes();
    return paths;
  }

  private void sending() {
    ObjectNode post =
        operation("post", API + "/events", "sendEvents", "Send one event, or a batch of them.");
    ObjectNode body = post.putObject("requestBody").put("required", true).putObject("content");
    body.putObject("application/cloudevents+json").set("schema", component("schemas/Event"));
    body.putObject("application/cloudevents-batch+json")
        .set("schema", listOf(component("schemas/Event")).put("maxItems", MOST_EVENTS));
    answers(
        post,
        "A verdict for each event, in the order sent; given when Kafka has acknowledged.",
        JSON,
        Answers.verdicts());
    problems(post, "400", "401", "403", "408", "413", "415", "429", "503");
  }

  private void forgetting() {
    ObjectNode post =
        operation(
            "post",
            API + "/forget",
            "forgetPerson",
            "Forget a student's or teacher's reference: destroy the key that it is encrypted with.");
    post.putObject("requestBody")
        .put("required", true)
        .putObject("content")
        .putObject(JSON)
        .set(
            "schema",
            object(
                "ref", text("The reference, as schools send it.").put("minLength", 1),
                "waitSeconds?",
                    wholeNumber("For how long to wait until Kafka has cleaned the key away.")
                        .put("minimum", 0)
                        .put("maximum", 240)));
    answers(post, "What was destroyed.", JSON, Answers.forgotten());
    problems(post, "400", "401", "403", "408", "413", "415", "503");
  }

  private void catalogues() {
    table("/event-types", "listEventTypes", "The event types.", Answers.eventTypes());
    table("/measures", "listMeasures", "The measures.", Answers.measures());
    table("/counties", "listCounties", "The counties.", Answers.counties(), "all");
  }

  private void figures() {
    versioned(
        "/figures",
        "readFigures",
        "A measure, one row a county, prefecture or province.",
        Answers.figures(),
        "measure",
        "window",
        "asOf",
        "level",
        "all");
    versioned(
        "/places",
        "readPlaces",
        "Several measures, one row a county, prefecture or province.",
        Answers.places(),
        "measures",
        "window",
        "asOf",
        "level",
        "all");
    versioned(
        "/counties/{code}",
        "readCounty",
        "Every measure of a county.",
        Answers.county(),
        "code",
        "window",
        "asOf");
    versioned(
        "/counties/{code}/series",
        "readSeries",
        "A measure of a county, day by day.",
        Answers.series(),
        "code",
        "measure",
        "from",
        "to",
        "window");
    versioned(
        "/counties/{code}/obligations",
        "readObligations",
        "What a county's schools owe: due, met, outstanding and breached.",
        Answers.obligations(),
        "code",
        "asOf");
    versioned(
        "/counties/{code}/targets",
        "readTargets",
        "What was planned for a place, what there is of it, and whether it is on track.",
        Answers.targets(),
        "code",
        "asOf");
  }

  private void report() {
    for (String path : List.of(API + "/report", "/report")) {
      boolean isPage = !path.startsWith(API);
      ObjectNode get =
          operation(
              "get",
              path,
              isPage ? "showReport" : "readReport",
              isPage
                  ? "The report as a page that prints well."
                  : "The report of one place and a period: every figure, its target, its change, and who was in breach.");
      // OpenAPI can't say that it takes one of some parameters.
      ArrayNode oneOf = get.putArray(EXACTLY_ONE_OF);
      List.of("county", "prefecture", "province").forEach(oneOf::add);
      var list = get.putArray("parameters");
      for (String name : List.of("county", "prefecture", "province", "period", "lang", "version")) {
        list.add(component("parameters/" + name));
      }
      if (isPage) {
        answers(get, "The page.", "text/html", Shapes.text("A page."));
      } else {
        list.add(component("parameters/reportFormat"));
        ObjectNode answer = answers(get, "The report.", JSON, Answers.report());
        for (String type : List.of("text/csv", "text/markdown", "text/html")) {
          answer.putObject(type).putObject("schema").put("type", "string");
        }
      }
      problems(get, "400", "401", "403", "404", "409", "503");
    }
  }

  private void records() {
    table(
        "/accounting",
        "readAccounting",
        "What became of all records.",
        Answers.accounting(),
        "by",
        "schools");
    table(
        "/quarantine",
        "listQuarantine",
        "Records that are not believed, and why; the newest first.",
        Answers.quarantine(),
        "reason",
        "school",
        "type",
        "status",
        "limit");
    versioned(
        "/explain",
        "explainFigure",
        "The events that make up a figure, and those that don't count in it and why.",
        Answers.explanation(),
        "measure",
        "explainedCounty",
        "explainedFrom",
        "explainedTo",
        "school",
        "limit");
    ObjectNode redrive =
        operation(
            "post",
            API + "/quarantine/redrive",
            "redriveQuarantine",
            "Send records of the quarantine again that pass by now, or only say which would.");
    body(redrive, Answers.redriving());
    answers(redrive, "What became, or would become, of them.", JSON, Answers.redriven());
    problems(redrive, "400", "401", "403", "409", "503");
    ObjectNode dismiss =
        operation(
            "post",
            API + "/quarantine/dismiss",
            "dismissQuarantine",
            "Note that records of the quarantine shall not count.");
    body(dismiss, Answers.dismissing());
    answers(dismiss, "How many were dismissed.", JSON, Answers.dismissed());
    problems(dismiss, "400", "401", "403", "409", "503");
    table(
        "/schools/{id}",
        "readSchool",
        "A school's registry history.",
        Answers.registryHistory(),
        "id");
    table(
        "/schools/{id}/account",
        "readAccount",
        "What became of a school's records, and which events don't count and why.",
        Answers.account(),
        "id");
  }

  private static void body(ObjectNode operation, ObjectNode schema) {
    operation
        .putObject("requestBody")
        .put("required", true)
        .putObject("content")
        .putObject(JSON)
        .set("schema", schema);
  }

  private void state() {
    table("/views", "listViews", "The views' versions, and how far each is.", Answers.views());
    table(
        "/certificates",
        "listCertificates",
        "What came out when versions were compared; the newest first.",
        Answers.certificates(),
        "view");
    verifying();
    ObjectNode freshness =
        operation("get", API + "/freshness", "readFreshness", "How fresh the figures are.");
    answers(freshness, "The state of now.", JSON, Answers.freshness());
    problems(freshness, "400", "401", "403");
    ObjectNode boundaries =
        operation(
            "get", API + "/boundaries", "readBoundaries", "The counties' outlines, as GeoJSON.");
    answers(boundaries, "Those that we have.", JSON, Answers.boundaries());
    problems(boundaries, "400", "401", "403");
    ObjectNode live =
        operation("get", API + "/live", "listen", "What has changed, as server-sent events.");
    answers(
        live,
        "A stream of `figures` messages; each one's data is JSON with the codes of the counties and"
            + " the names of the measures that changed.",
        "text/event-stream",
        json("type", "string"));
    problems(live, "400", "401", "403", "503");
  }

  private void verifying() {
    String path = API + "/views/{view}/verify";
    ObjectNode post =
        operation("post", path, "verifyView", "Compares two versions of a view; takes a while.");
    post.putArray("parameters").add(component("parameters/viewInPath"));
    post.putObject("requestBody")
        .putObject("content")
        .putObject(JSON)
        .set("schema", Answers.verification());
    answers(post, "What came out; it is kept as a certificate.", JSON, Answers.certificate());
    problems(post, "400", "401", "403", "404", "409", "503");
    ObjectNode get =
        operation("get", path, "readVerification", "How far a comparison of its versions is.");
    get.putArray("parameters").add(component("parameters/viewInPath"));
    answers(get, "How far it is.", JSON, Answers.verificationProgress());
    problems(get, "400", "401", "403");
  }

  private void versions() {
    change(
        API + "/views/{view}/rebuild",
        "rebuildView",
        "Read all events into a new version of a view, beside the one that readers use.",
        "202",
        Answers.version(),
        Answers.rebuildWishes());
    for (String action : List.of("pause", "resume")) {
      change(
          API + "/views/{view}/{version}/" + action,
          action + "Rebuild",
          action.equals("pause") ? "Halt a rebuild." : "Let a rebuild go on that halted or failed.",
          "200",
          Answers.version(),
          Answers.whoWants());
    }
    change(
        API + "/views/{view}/{version}/cancel",
        "cancelRebuild",
        "Give up a rebuild; what there is of its version is deleted soon after.",
        "202",
        Answers.version(),
        Answers.whoWants());
    change(
        API + "/views/{view}/{version}/retire",
        "retireVersion",
        "Give up a version that readers do not use; all of it is deleted soon after.",
        "202",
        Answers.version(),
        Answers.whoWants());
    change(
        API + "/views/{view}/{version}/promote",
        "promoteVersion",
        "Let all readers use that version of the view, a new one or a former one.",
        "200",
        Answers.promotion(),
        Answers.promotionWishes());
  }

  /** Something that the operator may ask for; the body may be left out. */
  private void change(
      String path, String id, String summary, String status, ObjectNode answer, ObjectNode wishes) {
    ObjectNode post = operation("post", path, id, summary);
    var list = post.putArray("parameters");
    list.add(component("parameters/viewInPath"));
    if (path.contains("{version}")) {
      list.add(component("parameters/versionInPath"));
    }
    post.putObject("requestBody").putObject("content").putObject(JSON).set("schema", wishes);
    post.putObject("responses")
        .putObject(status)
        .put("description", "It is so, or it has begun.")
        .putObject("content")
        .putObject(JSON)
        .set("schema", answer);
    problems(post, "400", "401", "403", "404", "409");
  }

  private void documents() {
    ObjectNode openApi = operation("get", API + "/openapi.json", "readOpenApi", "This document.");
    answers(openApi, "OpenAPI 3.1.", JSON, json("type", "object"));
    problems(openApi, "401", "403");
    ObjectNode asyncApi =
        operation("get", API + "/asyncapi.json", "readAsyncApi", "The topics, as AsyncAPI.");
    answers(asyncApi, "AsyncAPI 3.0.", JSON, json("type", "object"));
    problems(asyncApi, "401", "403");
  }

  private void probes() {
    ObjectNode live = operation("get", "/health/live", "isLive", "Whether the process lives.");
    answers(live, "It does.", JSON, Answers.health("live"));
    live.putArray("security");
    ObjectNode ready =
        operation("get", "/health/ready", "isReady", "Whether the figures are up to date.");
    answers(ready, "They are those of the log's end as of start.", JSON, Answers.health("ready"));
    problems(ready, "503");
    ready.putArray("security");
    ObjectNode metrics = operation("get", "/metrics", "readMetrics", "Metrics, for Prometheus.");
    answers(metrics, "Prometheus text.", "text/plain", json("type", "string"));
    problems(metrics, "401", "403");
  }

  /** A reading that is also had as CSV. */
  private void table(
      String path, String id, String summary, ObjectNode schema, String... parameters) {
    ObjectNode get = operation("get", API + path, id, summary);
    var list = get.putArray("parameters");
    Stream.concat(Arrays.stream(parameters), Stream.of("format"))
        .forEach(name -> list.add(component("parameters/" + name)));
    ObjectNode answer = answers(get, "The answer.", JSON, schema);
    answer.putObject("text/csv").putObject("schema").put("type", "string");
    problems(
        get,
        path.contains("{")
            ? new String[] {"400", "401", "403", "404"}
            : new String[] {"400", "401", "403"});
  }

  /** One that can be read off another version of a view than the promoted one. */
  private void versioned(
      String path, String id, String summary, ObjectNode schema, String... parameters) {
    table(
        path,
        id,
        summary,
        schema,
        Stream.concat(Arrays.stream(parameters), Stream.of("version")).toArray(String[]::new));
    problems(paths.withObjectProperty(API + path).withObjectProperty("get"), "404", "409", "503");
  }

  private ObjectNode operation(String method, String path, String id, String summary) {
    return paths
        .withObjectProperty(path)
        .putObject(method)
        .put("operationId", id)
        .put("summary", summary);
  }

  /** Returns the answer's content by media type. */
  private static ObjectNode answers(
      ObjectNode operation, String description, String mediaType, ObjectNode schema) {
    ObjectNode ok = operation.putObject("responses").putObject("200");
    ObjectNode content = ok.put("description", description).putObject("content");
    content.putObject(mediaType).set("schema", schema);
    return content;
  }

  private static void problems(ObjectNode operation, String... statuses) {
    ObjectNode responses = operation.withObjectProperty("responses");
    for (String status : statuses) {
      responses.set(status, component("responses/" + status));
    }
  }

  private static ObjectNode components() {
    ObjectNode components = json();
    ObjectNode schemas = Answers.components();
    CloudEvents.addTo(schemas);
    components.set("schemas", schemas);
    components.set("parameters", parameters());
    components.set("responses", problemResponses());
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put(
            "description",
            "Needed where the platform was started with a token, or to send where it was started with named ones.");
    return components;
  }

  private static ObjectNode problemResponses() {
    ObjectNode responses = json();
    problem(responses, "400", "The request can't be read; the detail says what to write instead.");
    problem(responses, "401", "The token is missing, is another one, or is not valid any more.");
    problem(
        responses,
        "403",
        "The token does not allow this: not to read, or not to send this event (its verdict stands in results).");
    problem(responses, "404", "There is no such county, school or version.");
    problem(responses, "409", "It can't be done, or read, as things stand; the detail says why.");
    problem(responses, "408", "The body did not come within 60 s.");
    problem(responses, "413", "More than 10 MB or 5,000 events.");
    problem(responses, "415", "Another media type than CloudEvents in JSON.");
    problem(responses, "429", "Too much at once; try again after Retry-After.");
    problem(responses, "503", "Not now; try again after Retry-After. Ids make it safe.");
    return responses;
  }

  private static void problem(ObjectNode responses, String status, String description) {
    responses
        .putObject(status)
        .put("description", description)
        .putObject("content")
        .putObject(PROBLEM)
        .set("schema", component("schemas/Problem"));
  }

  private static ObjectNode parameters() {
    ObjectNode all = json();
    inPath(all, "code", text("The code of a county, prefecture or province."), "140902");
    inPath(all, "id", text("A school's id."), "1409020001");
    ObjectNode number = all.putObject("versionInPath").put("name", "version").put("in", "path");
    number.put("required", true).put("example", 2).set("schema", wholeNumber("A version of it."));
    required(all, "measure", Answers.measure(), "drills-held");
    optional(
        all,
        "measures",
        text(
            "The measures' names, with commas between them; all if it is left out. An answer has"
                + " 200,000 values at most."),
        "drills-held,canteen-inspections");
    required(all, "from", day("The first day."), "2019-05-01");
    required(
        all, "to", day("The last day; at most 3,700 days are answered at once."), "2019-05-31");
    optional(all, "window", window(), "30d");
    optional(all, "asOf", day("The window's last day; today if it is left out."), "2019-05-31");
    optional(all, "level", oneOf("One row for each of these.", levels()), "county");
    optional(
        all,
        "all",
        oneOf("true lists the whole reference list, not only who has schools.", flags()),
        "false");
    optional(
        all,
        "by",
        oneOf(
            "What the table of comma-separated values lists.", List.of("type", "source", "school")),
        "type");
    optional(all, "schools", oneOf("false leaves the list of all schools out.", flags()), "false");
    optional(all, "reason", oneOf("Only entries with this reason.", reasons()), "conflicting");
    optional(all, "school", text("Only this school's entries."), "1409020001");
    optional(all, "type", text("Only this event type's entries."), "safety-drill");
    optional(
        all,
        "status",
        oneOf(
            "Which entries: those on which nobody has decided, or others.",
            List.of("open", "dismissed", "redriven", "all")),
        "open");
    optional(
        all,
        "limit",
        wholeNumber("At most so many.").put("minimum", 1).put("maximum", 100_000),
        "1000");
    optional(all, "format", oneOf("How the table is written.", List.of("json", "csv")), "json");
    optional(all, "view", text("Only this view's."), "safety-drills");
    optional(
        all,
        "version",
        text("Which version is read instead of the promoted one: its number (of the measure's"
                + " view; where many measures are read, of every view that has it), or views"
                + " with numbers such as safety-drills/2,canteens/3.")
            .put("pattern", "^([1-9][0-9]*|[a-z-]+/[1-9][0-9]*(,[a-z-]+/[1-9][0-9]*)*)$"),
        "1");
    optional(all, "county", text("The report of this county."), "140902");
    optional(all, "prefecture", text("The report of this prefecture."), "140900");
    optional(all, "province", text("The report of this province."), "140000");
    required(
        all,
        "period",
        text(
            "A year (2019), half (2019-H1), quarter (2019-Q3), month (2019-05), school year"
                + " (2019-2020) or its semester (2019-2020-S1)."),
        "2019");
    optional(all, "lang", oneOf("The text's language.", List.of("en", "zh")), "en");
    ObjectNode view = json("name", "view", "in", "path");
    view.put("description", "A view's name.").put("required", true).put("example", "safety-drills");
    view.set("schema", Answers.view());
    all.set("viewInPath", view);
    ObjectNode format = json("name", "format", "in", "query");
    format.put("description", "How the report is written.").put("required", false);
    format.put("example", "json");
    format.set("schema", oneOf("", List.of("json", "csv", "md", "html")));
    all.set("reportFormat", format);
    explained(all, "county", true, text("A county, prefecture or province."), "140902");
    explained(
        all, "from", false, day("The first day; everything if it is left out."), "2019-05-01");
    explained(all, "to", false, day("The last day; today if it is left out."), "2019-05-31");
    return all;
  }

  /** Parameters whose names stand for something else in other requests. */
  private static void explained(
      ObjectNode all, String name, boolean required, ObjectNode schema, String example) {
    String component =
        "explained" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    ObjectNode parameter = all.putObject(component).put("name", name).put("in", "query");
    parameter.put("required", required).set("schema", schema);
    parameter.put("example", example);
  }

  private static ObjectNode window() {
    String calendars =
        String.join(
            "|", Arrays.stream(Window.Calendar.values()).map(Window.Calendar::label).toList());
    return text("The last N days (Nd), a calendar period from its start to asOf, or everything up to asOf"
            + " (total).")
        .put("pattern", "^([1-9][0-9]*d|" + calendars + "|total)$");
  }

  private static List<String> levels() {
    return Arrays.stream(Level.values()).map(Level::label).toList();
  }

  private static List<String> flags() {
    return List.of("true", "false");
  }

  private static List<String> reasons() {
    return Arrays.stream(QuarantineReason.values()).map(QuarantineReason::word).toList();
  }

  private static void inPath(ObjectNode all, String name, ObjectNode schema, String example) {
    parameter(all, name, "path", true, schema, example);
  }

  private static void required(ObjectNode all, String name, ObjectNode schema, String example) {
    parameter(all, name, "query", true, schema, example);
  }

  private static void optional(ObjectNode all, String name, ObjectNode schema, String example) {
    parameter(all, name, "query", false, schema, example);
  }

  private static void parameter(
      ObjectNode all, String name, String in, boolean required, ObjectNode schema, String example) {
    ObjectNode parameter = all.putObject(name).put("name", name).put("in", in);
    parameter.put("required", required).set("schema", schema);
    if (schema.path("type").asText().equals("integer")) {
      parameter.put("example", Integer.parseInt(example));
    } else {
      parameter.put("example", example);
    }
  }
}
