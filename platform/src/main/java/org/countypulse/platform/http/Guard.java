package org.countypulse.platform.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Stands before every route: security headers, the host name, the token for what changes things,
 * the body's size.
 */
final class Guard extends HttpFilter {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final long serialVersionUID = 1L;

  static final int BODY_LIMIT = 10 * 1024 * 1024;
  private static final long DISCARD_LIMIT = 64L * 1024 * 1024;

  /**
   * Bodies of all requests at one time; a batch takes several times its size while it is being
   * read.
   */
  private static final int BODIES_KILOBYTES = 24 * 1024;

  /** What a body of untold length takes first; one that is longer takes all that it may have. */
  private static final int FIRST_OF_UNTOLD = 1024 * 1024;

  /**
   * For one body. Reading it holds a thread, and there are few: a sender that lets a byte drip now
   * and then must not have one for ever.
   */
  static final Duration BODY_WITHIN = Duration.ofSeconds(60);

  private static final int WAIT_SECONDS = 10;
  static final String CHALLENGE = "Bearer realm=\"countypulse\"";
  static final Set<String> READING = Set.of("GET", "HEAD");

  /** The page brings its own scripts and styles. No inline ones: nothing that data says can run. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private final transient Door door;
  private final transient Semaphore bodies = new Semaphore(BODIES_KILOBYTES, true);
  private final Duration bodyWithin;

  /**
   * @param bodyWithin the time that a whole body may take
   */
  Guard(Door door, Duration bodyWithin) {
    this.door = door;
    this.bodyWithin = bodyWithin;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    setHeaders(response);
    if (isMisdirected(request)) {
      new ProblemDocument(
              421,
              "This platform is for this machine only: use http://127.0.0.1:%d, or start it with --host and a token."
                  .formatted(request.getLocalPort()))
          .writeTo(response);
    } else if (READING.contains(request.getMethod())) {
      chain.doFilter(request, response);
    } else if (isFromAnotherSite(request)) {
      new ProblemDocument(
              403,
              "A page of another site (%s) must not change anything here."
                  .formatted(request.getHeader("Origin")))
          .writeTo(response);
    } else {
      withCaller(request, response, chain);
    }
  }

  /** Nobody's body is read who shows no valid token; what it allows is judged with the route. */
  private void withCaller(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      door.identify(request.getHeader("Authorization"));
    } catch (Door.RefusedException e) {
      response.setHeader("WWW-Authenticate", CHALLENGE);
      new ProblemDocument(e.status(), e.getMessage()).writeTo(response);
      return;
    }
    withBody(request, response, chain);
  }

  private static void setHeaders(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-cache");
  }

  /**
   * Where only the address protects the platform, a foreign web page can point a name of its own at
   * 127.0.0.1 (DNS rebinding). Its requests then carry that name.
   */
  private boolean isMisdirected(HttpServletRequest request) {
    if (!door.protectsByAddressOnly()) {
      return false;
    }
    return !isLocalName(request.getServerName());
  }

  /**
   * A browser lets any page send simple requests anywhere, to this machine too, and says of each
   * from where it came. Programs that are no browsers say nothing.
   */
  private static boolean isFromAnotherSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) { // true also behind a proxy, which may change the host's name
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    String host = request.getHeader("Host");
    return !origin.equalsIgnoreCase("http://" + host)
        && !origin.equalsIgnoreCase("https://" + host);
  }

  /** Whether a name in a request's address is one of this machine's for itself. */
  static boolean isLocalName(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.endsWith(".localhost")
        || LOOPBACK.matcher(host).matches() // a name may begin with 127., too
        || host.equals("[::1]")
        || host.equals("::1");
  }

  private void withBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long length = request.getContentLengthLong();
    var body = new SlowBody(request.getInputStream(), bodyWithin);
    if (length > BODY_LIMIT) {
      tooLarge(body, response);
      return;
    }
    int first = length < 0 ? FIRST_OF_UNTOLD : (int) length;
    int kilobytes = kilobytes(first);
    if (!acquire(kilobytes)) {
      tooMuch(response);
      return;
    }
    try {
      body.readUpTo(first);
      if (length < 0 && body.size() == first) {
        bodies.release(
            kilobytes); // those that held some and waited for more would wait for each other
        kilobytes = 0;
        int all = kilobytes(BODY_LIMIT);
        if (!acquire(all)) {
          response.setHeader("Connection", "close");
          tooMuch(response);
          return;
        }
        kilobytes = all;
        body.readUpTo(BODY_LIMIT + 1);
      }
      if (body.size() > BODY_LIMIT) {
        tooLarge(body, response);
      } else {
        chain.doFilter(new ReadRequest(request, body.bytes()), response);
      }
    } catch (SlowBody.TooSlowException e) {
      response.setHeader("Connection", "close");
      new ProblemDocument(
              408,
              "The request's body did not come within %d s. Send it again, perhaps in smaller parts."
                  .formatted(bodyWithin.toSeconds()))
          .writeTo(response);
    } finally {
      releaseWhenAnswered(request, kilobytes);
    }
  }

  private static void tooMuch(HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", "2");
    new ProblemDocument(429, "Too much is being sent at once. Send it again a little later.")
        .writeTo(response);
  }

  private static int kilobytes(int length) {
    return length / 1024 + 1;
  }

  private boolean acquire(int kilobytes) {
    try {
      return bodies.tryAcquire(kilobytes, WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void releaseWhenAnswered(HttpServletRequest request, int kilobytes) {
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(new Release(bodies, kilobytes));
    } else {
      bodies.release(kilobytes);
    }
  }

  /**
   * Read to its end first: a client that is still sending would see a broken connection instead of
   * the answer.
   */
  private static void tooLarge(SlowBody body, HttpServletResponse response) throws IOException {
    if (!body.isOverAfter(DISCARD_LIMIT)) {
      response.setHeader("Connection", "close");
    }
    new ProblemDocument(
            413, "A request body may have 10 MB at most. Send the events in several batches.")
        .writeTo(response);
  }

  private record Release(Semaphore bodies, int kilobytes) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      bodies.release(kilobytes);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // onComplete follows.
    }

    @Override
    public void onError(AsyncEvent event) {
      // onComplete follows.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
