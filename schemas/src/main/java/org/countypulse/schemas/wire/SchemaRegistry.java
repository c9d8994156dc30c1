package org.countypulse.schemas.wire;

import org.apache.avro.Schema;

/** What we need of a schema registry. Implementations are safe for use by many threads. */
public interface SchemaRegistry {

  /**
   * Registers a schema under a subject, or finds it there.
   *
   * @return its id
   * @throws SchemaRejectedException if it is not compatible with the subject's earlier ones
   * @throws RegistryUnavailableException if the registry can't be asked now
   */
  int register(String subject, Schema schema);

  /**
   * The id of a schema that is registered under a subject already.
   *
   * @throws UnknownSchemaException if it is not registered there
   * @throws RegistryUnavailableException if the registry can't be asked now
   */
  int idOf(String subject, Schema schema);

  /**
   * The schema with that id.
   *
   * @throws UnknownSchemaException if the registry answers that there is none
   * @throws RegistryUnavailableException if the registry can't be asked now
   */
  Schema byId(int id);

  /** The registry can't be asked now; asking again later may work. */
  class RegistryUnavailableException extends RuntimeException {
    public RegistryUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The registry keeps us out: users, tokens or certificates are wrong. No word about any schema,
   * so events wait while somebody mends it; but no program should start so.
   */
  final class RegistryAccessException extends RegistryUnavailableException {
    public RegistryAccessException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The registry has answered that it doesn't know this schema. Asking again won't help. */
  final class UnknownSchemaException extends RuntimeException {
    public UnknownSchemaException(String message) {
      super(message);
    }
  }

  /** The registry has refused a schema. */
  final class SchemaRejectedException extends RuntimeException {
    public SchemaRejectedException(String message) {
      super(message);
    }
  }
}
