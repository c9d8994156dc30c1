package org.countypulse.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.dashboard.model.Changes;
import org.countypulse.dashboard.model.TestLedger;
import org.countypulse.schemas.ledger.LedgerCell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveFeedTest {

  private static final LocalDate DAY = LocalDate.of(2019, 5, 12);

  private final TestLedger ledger = new TestLedger();
  private final TestServer server = new TestServer(ledger.model());
  private final List<AutoCloseable> open = new ArrayList<>();
  private long amount;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    server.close();
  }

  /** One who listens, and reads only when asked. By HTTP/1.0 the body comes without chunks. */
  private final class Listener implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader lines;

    Listener(int receiveBuffer) throws IOException {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/live HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      open.add(this);
    }

    String next(String start) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(start)) {
          return line;
        }
      }
      throw new IOException("The stream has ended.");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Listener listener() throws IOException {
    Listener listener = new Listener(0);
    listener.next(": CountyPulse");
    return listener;
  }

  private void drill(String... counties) {
    amount++;
    for (String county : counties) {
      server.live.changed(
          ledger
              .model()
              .apply(
                  List.of(
                      ledger.row(
                          "safety-drills",
                          "",
                          new LedgerCell(county, DAY, "drills-held", amount)))));
    }
  }

  @Test
  void tellsEveryListenerWhichFiguresChanged() throws IOException {
    Listener first = listener();
    Listener second = listener();
    drill(XINFU);
    for (Listener each : List.of(first, second)) {
      assertThat(each.next("event:")).isEqualTo("event: figures");
      assertThat(each.next("data:"))
          .isEqualTo(
              "data: {\"counties\":[\"140902\"],\"measures\":[\"drills-held\",\"schools-drilled\"]}");
    }
    assertThat(server.live.clients()).isEqualTo(2);
  }

  @Test
  void saysItWithEventStreamHeaders() throws IOException {
    Listener listener = new Listener(0);
    assertThat(listener.next("HTTP")).contains("200");
    assertThat(listener.next("Content-Type").toLowerCase()).contains("text/event-stream");
  }

  @Test
  void mergesWhatChangesTogetherIntoOneMessage() throws IOException {
    Listener listener = listener();
    drill(XINFU);
    listener.next("data:");
    drill(XINFU, DINGXIANG, XINFU);
    assertThat(listener.next("data:")).contains("\"140902\",\"140921\"");
  }

  @Test
  void forgetsAListenerThatHasGone() throws IOException {
    Listener listener = listener();
    assertThat(server.live.clients()).isEqualTo(1);
    listener.close();
    await()
        .untilAsserted(
            () -> {
              drill(XINFU);
              assertThat(server.live.clients()).isZero();
            });
  }

  /**
   * Once its buffers are full its messages are merged, and after a while it is dropped; the server
   * by itself would take 30 s.
   */
  @Test
  @Timeout(25)
  void aListenerThatDoesNotReadIsDroppedAndHoldsUpNobody() throws Exception {
    new Listener(1_024);
    Listener quick = listener();
    await().until(() -> server.live.clients() == 2);
    Changes big = bigChanges();
    while (server.live.clients() == 2) {
      server.live.changed(big);
      assertThat(quick.next("data:")).hasSizeGreaterThan(1_000_000);
    }
    drill(DINGXIANG);
    String last = quick.next("data:");
    while (!last.contains("drills-held")) {
      last = quick.next("data:");
    }
    assertThat(server.live.clients()).isEqualTo(1);
  }

  /** No such county exists; its message is longer than a socket's buffers. */
  private Changes bigChanges() {
    String county = "9".repeat(1_000_000);
    return ledger
        .model()
        .apply(
            List.of(ledger.row("transfers", "", new LedgerCell(county, DAY, "transfers-out", 1L))));
  }

  @Test
  void endsAllStreamsWhenItIsClosed() throws IOException {
    Listener listener = listener();
    server.live.close();
    List<String> rest = listener.lines.lines().toList();
    assertThat(rest).doesNotContain("event: figures");
    assertThat(server.live.clients()).isZero();
  }
}
