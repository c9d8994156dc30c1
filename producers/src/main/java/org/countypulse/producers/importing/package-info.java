/**
 * Brings in files: rows of CSV or JSON lines become events, as a small mapping file says, and go
 * through a platform's HTTP door.
 *
 * <p>The door judges; the importer only translates, and tells row by row what it could not
 * translate. Ids follow from the rows, so the same file imported twice counts once.
 */
package org.countypulse.producers.importing;
