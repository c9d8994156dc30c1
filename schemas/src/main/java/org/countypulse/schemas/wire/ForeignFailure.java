package org.countypulse.schemas.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryAccessException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.SchemaRejectedException;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;

/**
 * Why somebody else's serializer or deserializer failed. All of them throw the same {@code
 * SerializationException} for bytes that will never be readable and for a registry that is away for
 * a minute; the difference, which decides between quarantine and patience, is in its causes.
 *
 * <p>What a registry answered is told by Confluent's {@code RestClientException}. It is read by
 * reflection, so that nothing here needs Confluent's classes.
 */
record ForeignFailure(Kind kind, RuntimeException failure) {

  enum Kind {
    /** The registry has said that it doesn't know the schema. */
    UNKNOWN_SCHEMA,
    /** The registry has refused a schema. */
    REJECTED_SCHEMA,
    /** The registry doesn't let us in. */
    NO_ACCESS,
    /** There was no answer, or none that says anything about a schema. */
    UNAVAILABLE,
    /** Nobody else was to blame: it is the bytes, or the record. */
    VALUE
  }

  private static final String REST_CLIENT_EXCEPTION = "RestClientException";
  private static final int MOST_CAUSES = 20;

  static ForeignFailure of(RuntimeException failure) {
    for (Throwable cause : causes(failure)) {
      Kind kind = kindOf(cause);
      if (kind != Kind.VALUE) {
        return new ForeignFailure(kind, failure);
      }
    }
    return new ForeignFailure(Kind.VALUE, failure);
  }

  private static Kind kindOf(Throwable cause) {
    if (isRestClientException(cause.getClass())) {
      return answered(number(cause, "getStatus"), number(cause, "getErrorCode"));
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return Kind.NO_ACCESS;
    }
    boolean ofTheNetwork = cause instanceof IOException && !isThrownByAvro(cause);
    return ofTheNetwork || cause instanceof RetriableException ? Kind.UNAVAILABLE : Kind.VALUE;
  }

  /** As {@link HttpSchemaRegistry} judges: only a plain no is final. */
  private static Kind answered(int status, int code) {
    if (status == 404 && code >= 40401 && code <= 40403) {
      return Kind.UNKNOWN_SCHEMA;
    }
    if (status == 409 || status == 422) {
      return Kind.REJECTED_SCHEMA;
    }
    return status == 401 || status == 403 ? Kind.NO_ACCESS : Kind.UNAVAILABLE;
  }

  /** Bytes that end too early are an EOFException of Avro's, which is no word about a network. */
  private static boolean isThrownByAvro(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("org.apache.avro.");
  }

  private static boolean isRestClientException(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.getSimpleName().equals(REST_CLIENT_EXCEPTION)) {
        return true;
      }
    }
    return false;
  }

  /** Zero, which is no status, if it can't be read. */
  private static int number(Throwable cause, String getter) {
    try {
      return (Integer) cause.getClass().getMethod(getter).invoke(cause);
    } catch (ReflectiveOperationException | ClassCastException e) {
      return 0;
    }
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = failure; t != null && causes.size() < MOST_CAUSES; t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  RuntimeException asExceptionOfReading() {
    return switch (kind) {
      case VALUE -> new UndecodableException("The bytes can't be read: " + message());
      // A schema that the registry finds invalid is one that nobody can read by.
      case UNKNOWN_SCHEMA, REJECTED_SCHEMA -> new UnknownSchemaException(message());
      case NO_ACCESS -> new RegistryAccessException(noAccess(), failure);
      case UNAVAILABLE -> new RegistryUnavailableException(unavailable(), failure);
    };
  }

  RuntimeException asExceptionOfWriting(String topic) {
    return switch (kind) {
      case VALUE -> failure;
      case UNKNOWN_SCHEMA -> new UnknownSchemaException(topic + ": " + message());
      case REJECTED_SCHEMA -> new SchemaRejectedException(topic + ": " + message());
      case NO_ACCESS -> new RegistryAccessException(noAccess(), failure);
      case UNAVAILABLE -> new RegistryUnavailableException(unavailable(), failure);
    };
  }

  private String noAccess() {
    return "The schema registry does not let us in ("
        + rootMessage(failure)
        + "). Check basic.auth.user.info or bearer.auth.token.";
  }

  private String unavailable() {
    return "The schema registry can't be asked now: " + message();
  }

  private String message() {
    String outer = String.valueOf(failure.getMessage());
    String root = rootMessage(failure);
    return outer.contains(root) ? outer : outer + ": " + root;
  }

  /** What the first of all causes says. */
  static String rootMessage(Throwable failure) {
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
