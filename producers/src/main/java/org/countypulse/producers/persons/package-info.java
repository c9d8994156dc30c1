/**
 * How persons' references stand in the log: each encrypted under a key of its own, which can be
 * destroyed. {@link org.countypulse.producers.persons.SubjectKeys} keeps the keys, {@link
 * org.countypulse.producers.persons.References} replaces references in events.
 */
package org.countypulse.producers.persons;
