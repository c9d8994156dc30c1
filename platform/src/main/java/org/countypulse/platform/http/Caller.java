package org.countypulse.platform.http;

import io.javalin.http.Context;

/** Who sends a request. */
public sealed interface Caller {
  /** Where no token is asked for. */
  record Anybody() implements Caller {}

  /** Who shows the one token that may do everything. */
  record Operator() implements Caller {}

  /** Who shows a named token. */
  record Holder(NamedToken token) implements Caller {}

  /** The request's caller, as the server has found out before any module sees the request. */
  static Caller of(Context context) {
    Caller caller = context.attribute(Caller.class.getName());
    if (caller == null) {
      throw new IllegalStateException("This route is not guarded");
    }
    return caller;
  }

  /** Notes it for {@link #of}. */
  default void noteIn(Context context) {
    context.attribute(Caller.class.getName(), this);
  }
}
