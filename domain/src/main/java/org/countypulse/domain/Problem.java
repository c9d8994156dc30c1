package org.countypulse.domain;

/**
 * Why an event is not believed.
 *
 * @param field the field, as the door calls it: {@code data.score}, {@code time}; empty if it is
 *     the event as a whole
 * @param rule the rule's short name: {@code required}, {@code range}, {@code unknown-county}
 * @param detail what is wrong and what to do, in a sentence
 */
public record Problem(String field, String rule, String detail) {}
