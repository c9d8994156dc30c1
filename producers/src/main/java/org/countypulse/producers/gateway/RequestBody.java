package org.countypulse.producers.gateway;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads a request's body within limits. */
final class RequestBody {

  static final int MOST_BYTES = 10_000_000;

  /** What is read and thrown away, so that the sender hears the answer and not a broken pipe. */
  private static final long MOST_DISCARDED_BYTES = 64L * 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private RequestBody() {}

  /**
   * The whole body.
   *
   * @throws HttpResponseException 413 if it is too large, 415 if it is compressed
   */
  static byte[] read(Context ctx) throws IOException {
    String encoding = ctx.header("Content-Encoding");
    if (encoding != null && !encoding.toLowerCase(Locale.ROOT).strip().equals("identity")) {
      discard(ctx);
      throw new HttpResponseException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
          "Send the events uncompressed, without a Content-Encoding.");
    }
    byte[] body = ctx.bodyInputStream().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      discard(ctx);
      throw new HttpResponseException(
          HttpStatus.CONTENT_TOO_LARGE.getCode(),
          "A request has at most 10 MB; send the events in smaller batches.");
    }
    return body;
  }

  /** Reads what is left of the body, up to a limit. */
  static void discard(Context ctx) throws IOException {
    InputStream in = ctx.bodyInputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    long discarded = 0;
    int read;
    while (discarded < MOST_DISCARDED_BYTES && (read = in.read(buffer)) >= 0) {
      discarded += read;
    }
  }
}
