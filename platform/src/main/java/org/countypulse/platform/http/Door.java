package org.countypulse.platform.http;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Who may do what over HTTP.
 *
 * <table>
 * <caption>What is needed</caption>
 * <tr><th>tokens</th><th>to read</th><th>to send events</th><th>anything else</th></tr>
 * <tr><td>none (this machine only)</td><td>–</td><td>–</td><td>–</td></tr>
 * <tr><td>the operator's</td><td colspan="3">the operator's</td></tr>
 * <tr><td>named ones, this machine only</td><td>–</td><td>any</td><td>refused</td></tr>
 * <tr><td>named ones</td><td>one with read</td><td>any</td><td>refused</td></tr>
 * </table>
 *
 * With both kinds, the operator's may do everything, and reading needs a token everywhere. With
 * public reading it needs none anywhere; who shows a token all the same reads with its rights.
 */
final class Door {
  /** What a request wants. */
  enum Wish {
    READ,
    SEND,
    OPERATE
  }

  /** Why a request may not pass: 401 or 403. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String detail) {
      super(detail);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private static final String SEND_ONE = "Send the header: Authorization: Bearer TOKEN";

  private final Optional<BearerToken> operator;
  private final Optional<TokenFile> named;
  private final boolean publicReading;
  private final boolean loopbackOnly;
  private final Clock days;

  /**
   * @param publicReading whether reading needs no token
   * @param loopbackOnly whether only this machine can reach it
   * @param days tells which day it is, in the zone of the tokens' last days
   */
  Door(
      Optional<BearerToken> operator,
      Optional<TokenFile> named,
      boolean publicReading,
      boolean loopbackOnly,
      Clock days) {
    this.operator = operator;
    this.named = named;
    this.publicReading = publicReading;
    this.loopbackOnly = loopbackOnly;
    this.days = days;
  }

  /** Whether only the address keeps foreigners from reading, or from everything. */
  boolean protectsByAddressOnly() {
    return loopbackOnly && operator.isEmpty();
  }

  /**
   * The caller, if it may do what it wants.
   *
   * @param authorization the header, or null
   */
  Caller let(String authorization, Wish wish) throws RefusedException {
    if (operator.isEmpty() && named.isEmpty()) {
      return new Caller.Anybody();
    }
    if (operator.isEmpty() && wish == Wish.READ && loopbackOnly) {
      return readerOnThisMachine(authorization);
    }
    if (wish == Wish.READ && publicReading && authorization == null) {
      return new Caller.Anybody();
    }
    var caller = identify(authorization);
    if (caller instanceof Caller.Holder holder) {
      check(holder.token(), wish);
    }
    return caller;
  }

  /** Whoever asks; a token that is shown all the same may let its holder see more. */
  private Caller readerOnThisMachine(String authorization) {
    try {
      return identify(authorization) instanceof Caller.Holder holder && holder.token().read()
          ? holder
          : new Caller.Anybody();
    } catch (RefusedException e) {
      return new Caller.Anybody();
    }
  }

  private static void check(NamedToken token, Wish wish) throws RefusedException {
    if (wish == Wish.READ && !token.read()) {
      throw new RefusedException(
          403, "The token " + token.name() + " may send events, but not read.");
    }
    if (wish == Wish.OPERATE) {
      throw new RefusedException(
          403, "The token " + token.name() + " may not do this; it takes the operator's token.");
    }
  }

  /** Who shows this header. */
  Caller identify(String authorization) throws RefusedException {
    if (operator.isEmpty() && named.isEmpty()) {
      return new Caller.Anybody();
    }
    var digest =
        BearerToken.digestIn(authorization).orElseThrow(() -> new RefusedException(401, SEND_ONE));
    if (operator.isPresent() && operator.get().hasDigest(digest)) {
      return new Caller.Operator();
    }
    return new Caller.Holder(namedBy(digest));
  }

  private NamedToken namedBy(byte[] digest) throws RefusedException {
    NamedToken found = null;
    // All of them, whichever it is: the time that it takes tells nothing.
    for (var token : named.map(TokenFile::tokens).orElse(java.util.List.of())) {
      found = token.hasHash(digest) ? token : found;
    }
    if (found == null) {
      throw new RefusedException(401, SEND_ONE);
    }
    if (!found.isValidOn(LocalDate.now(days))) {
      throw new RefusedException(
          401,
          "The token %s was valid until %s. Ask the platform's operator for a new one."
              .formatted(found.name(), found.until()));
    }
    return found;
  }
}
