package org.countypulse.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * Whether a port speaks TLS. A Kafka client without TLS takes the alert with which such a port
 * answers for the length of a message, of hundreds of megabytes, and runs out of memory.
 */
final class TlsProbe {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int ALERT = 0x15;

  /** Kafka's ApiVersions request, version 0, of no client: any broker answers it to anybody. */
  private static final byte[] HARMLESS_REQUEST = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

  private TlsProbe() {}

  /**
   * @param bootstrap HOST:PORT, or several with commas
   */
  static boolean speaksTls(String bootstrap) {
    return Arrays.stream(bootstrap.split(",")).anyMatch(TlsProbe::oneSpeaksTls);
  }

  private static boolean oneSpeaksTls(String address) {
    int colon = address.lastIndexOf(':');
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon).strip(),
              Integer.parseInt(address.substring(colon + 1).strip())),
          PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(HARMLESS_REQUEST);
      return socket.getInputStream().read() == ALERT;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
