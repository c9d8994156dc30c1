package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.countypulse.schemas.ChangeCatalogue.Change;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever changes a schema is told by {@link FrozenSchemasTest} what HACKING.md says. */
class SchemaChangesTest {

  static List<Change> allowed() {
    return ChangeCatalogue.ALLOWED;
  }

  static List<Change> notAllowed() {
    return ChangeCatalogue.NOT_ALLOWED;
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void whatIsAllowedIsNotFoundFaultWith(Change change) {
    assertThat(SchemaChanges.wrong(change.schemaBefore(), change.schemaAfter())).isEmpty();
    assertThat(change.today()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("notAllowed")
  void whatIsNotAllowedIsNamed(Change change) {
    assertThat(SchemaChanges.wrong(change.schemaBefore(), change.schemaAfter())).isNotEmpty();
    assertThat(change.then()).isNotNull();
  }
}
