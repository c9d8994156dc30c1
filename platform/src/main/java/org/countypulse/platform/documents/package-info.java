/**
 * What machines read about the platform: what can be asked over HTTP (OpenAPI 3.1) and what stands
 * in which topic (AsyncAPI 3.0).
 *
 * <p>Both are made from the catalogues (event types, measures, windows, topics, schemas), so that a
 * new event type stands in them by itself. What no catalogue knows, the shape of each answer, is
 * written in {@link org.countypulse.platform.documents.Answers}; tests hold it against the routes
 * that the server has and against what a running platform answers.
 */
package org.countypulse.platform.documents;
