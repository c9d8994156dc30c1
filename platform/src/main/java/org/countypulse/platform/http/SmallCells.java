package org.countypulse.platform.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** To whom counts of very few persons are shown. */
public enum SmallCells {
  /**
   * To the operator, to named tokens with that right, and to whoever needs no token because they
   * are on this machine; not to anonymous readers elsewhere.
   */
  AUTO,

  /** Only to the operator and to named tokens with that right. */
  HIDE,

  /** To everybody who may read. */
  SHOW;

  /** Whether they are shown to whoever sends a request. */
  public boolean areShownTo(Context request) {
    // A foreign page can point a name of its own at this machine: then the name is a foreign one.
    return areShownTo(
        Caller.of(request),
        Guard.isLocalName(request.req().getServerName()) ? request.req().getRemoteAddr() : "");
  }

  /**
   * Whether they are shown to a caller.
   *
   * @param address from which the caller asks; empty if it is not to be believed
   */
  boolean areShownTo(Caller caller, String address) {
    if (this == SHOW || caller instanceof Caller.Operator) {
      return true;
    }
    if (caller instanceof Caller.Holder holder) {
      return holder.token().smallCells();
    }
    return this == AUTO && isOnThisMachine(address);
  }

  private static boolean isOnThisMachine(String address) {
    if (address.isEmpty()) {
      return false;
    }
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
