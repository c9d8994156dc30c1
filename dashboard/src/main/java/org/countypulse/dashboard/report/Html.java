package org.countypulse.dashboard.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.countypulse.dashboard.report.Pages.Grid;
import org.countypulse.dashboard.report.Pages.Row;

/** Writes a report as one page that prints well and needs nothing else. */
final class Html {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.45 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
        margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
      h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
      h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; break-after: avoid; }
      nav { float: right; }
      .table { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { padding: .25rem .5rem; border-bottom: 1px solid #8886; text-align: right; vertical-align: top; }
      th { border-bottom: 2px solid; font-weight: 600; }
      .text { text-align: left; }
      .part td:first-child { padding-left: 1.8rem; }
      .alarm td { font-weight: 600; }
      .alarm td:last-child::after { content: " ⚠"; }
      footer { margin-top: 2rem; border-top: 1px solid #8886; padding-top: .5rem; }
      @page { size: A4; margin: 15mm; }
      @media print {
        body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0; }
        nav { display: none; }
        .table { overflow: visible; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
      }
      """;

  private Html() {}

  /** A policy under which a browser takes the page's style, and nothing else. */
  static String policy() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
      return "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; frame-ancestors 'none'"
          .formatted(Base64.getEncoder().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /**
   * The page.
   *
   * @param links anchors, text and address in turn, that are not printed
   */
  static String of(Pages pages, String language, List<String> links) {
    StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"" + language + "\">\n");
    html.append("<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        .append(escaped(pages.title()))
        .append("</title>\n<style>")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<nav>");
    for (int i = 0; i < links.size(); i += 2) {
      html.append(i == 0 ? "" : " · ")
          .append("<a href=\"%s\">".formatted(escaped(links.get(i + 1))))
          .append(escaped(links.get(i)))
          .append("</a>");
    }
    html.append("</nav>\n<main>\n<h1>").append(escaped(pages.title())).append("</h1>\n");
    pages.remarks().forEach(remark -> paragraph(html, remark));
    for (Pages.Section section : pages.sections()) {
      html.append("<section>\n<h2>").append(escaped(section.heading())).append("</h2>\n");
      section.remarks().forEach(remark -> paragraph(html, remark));
      section.grids().forEach(grid -> append(html, section.heading(), grid));
      html.append("</section>\n");
    }
    html.append("</main>\n<footer>").append(escaped(pages.closing()));
    return html.append("</footer>\n</body>\n</html>\n").toString();
  }

  private static void paragraph(StringBuilder html, String text) {
    html.append("<p>").append(escaped(text)).append("</p>\n");
  }

  private static void append(StringBuilder html, String label, Grid grid) {
    html.append("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .append(escaped(label))
        .append("\">\n<table>\n<thead>\n<tr>");
    for (int i = 0; i < grid.columns().size(); i++) {
      cell(html, "th scope=\"col\"", i < grid.texts(), grid.columns().get(i));
    }
    html.append("</tr>\n</thead>\n<tbody>\n");
    for (Row row : grid.rows()) {
      html.append("<tr class=\"")
          .append(row.indented() ? "part " : "")
          .append(row.alarming() ? "alarm" : "")
          .append("\">");
      for (int i = 0; i < row.cells().size(); i++) {
        cell(html, "td", i < grid.texts(), row.cells().get(i));
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private static void cell(StringBuilder html, String tag, boolean text, String content) {
    html.append('<')
        .append(tag)
        .append(text ? " class=\"text\">" : ">")
        .append(escaped(content))
        .append("</")
        .append(tag, 0, 2)
        .append('>');
  }

  /** Names of schools come from outside. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
