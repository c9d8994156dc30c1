package org.countypulse.streams;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Calls a processor just before each commit of its task, while it may still write to stores and
 * forward records within the commit's transaction. That makes it safe to hold things back in plain
 * memory and combine them: whatever a commit covers has been written, and what was not committed is
 * processed again.
 *
 * <p>Kafka Streams has no public hook for this. It gives this chance to its own caching stores, by
 * way of {@link CachedStateStore#flushCache}, and so this is a store that stores nothing. DESIGN.md
 * tells what else was tried; a test on a real broker with kill -9 guards it against a Kafka Streams
 * that calls it elsewhere.
 */
final class CommitHook implements StateStore, CachedStateStore<Object, Object> {

  private final String name;
  private Runnable beforeCommit = () -> {};
  private boolean open;

  private CommitHook(String name) {
    this.name = name;
  }

  /** For a processor's {@code init}: what it does before each commit, as itself. */
  void beforeCommit(ProcessorContext<?, ?> context, Runnable action) {
    InternalProcessorContext<?, ?> internals = (InternalProcessorContext<?, ?>) context;
    ProcessorNode<?, ?, ?, ?> node = internals.currentNode();
    beforeCommit =
        () -> {
          ProcessorNode<?, ?, ?, ?> previous = internals.currentNode();
          internals.setCurrentNode(node);
          try {
            action.run();
          } finally {
            internals.setCurrentNode(previous);
          }
        };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void flushCache() {
    beforeCommit.run();
  }

  @Override
  public void clearCache() {
    // Asked when somebody writes to an underlying store; there is none.
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    // Too late: the transaction is over when this is called.
  }

  @Override
  public void close() {
    beforeCommit = () -> {};
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  /** A processor's stores: a hook of that name and another one, always in this order. */
  static Set<StoreBuilder<?>> with(String hookName, StoreBuilder<?> other) {
    Set<StoreBuilder<?>> stores = new LinkedHashSet<>();
    stores.add(other);
    stores.add(new Builder(hookName));
    return stores;
  }

  private record Builder(String name) implements StoreBuilder<CommitHook> {

    @Override
    public StoreBuilder<CommitHook> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
      throw new IllegalArgumentException("There is nothing to log.");
    }

    @Override
    public StoreBuilder<CommitHook> withLoggingDisabled() {
      return this;
    }

    @Override
    public CommitHook build() {
      return new CommitHook(name);
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
