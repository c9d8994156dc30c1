package org.countypulse.schemas.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;

/** A registry for tests and tools of one process. It judges no compatibility. */
public final class InMemorySchemaRegistry implements SchemaRegistry {

  private static final ConcurrentMap<String, InMemorySchemaRegistry> SHARED =
      new ConcurrentHashMap<>();

  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, Set<Integer>> idsBySubject = new ConcurrentHashMap<>();

  /** The registry that all who name it in this process share ({@code memory:NAME} as a URL). */
  public static InMemorySchemaRegistry named(String name) {
    return SHARED.computeIfAbsent(name, ignored -> new InMemorySchemaRegistry());
  }

  @Override
  public synchronized int register(String subject, Schema schema) {
    int index = indexOf(schema);
    if (index < 0) {
      schemas.add(schema);
      index = schemas.size() - 1;
    }
    idsBySubject.computeIfAbsent(subject, ignored -> ConcurrentHashMap.newKeySet()).add(index + 1);
    return index + 1;
  }

  @Override
  public synchronized int idOf(String subject, Schema schema) {
    int id = indexOf(schema) + 1;
    if (id == 0 || !idsBySubject.getOrDefault(subject, Set.of()).contains(id)) {
      throw new UnknownSchemaException(
          "Subject " + subject + " has no such schema: " + schema.getFullName());
    }
    return id;
  }

  @Override
  public synchronized Schema byId(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new UnknownSchemaException("No schema has the id " + id + ".");
    }
    return schemas.get(id - 1);
  }

  /** By text, as a registry does: documentation is part of a schema there. */
  private int indexOf(Schema schema) {
    String text = schema.toString();
    for (int i = 0; i < schemas.size(); i++) {
      if (schemas.get(i).toString().equals(text)) {
        return i;
      }
    }
    return -1;
  }
}
