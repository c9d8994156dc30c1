/**
 * The HTTP server around the modules' routes: what holds for every request, whoever answers it.
 * Address and token, size of a body, security headers, errors as RFC 9457 problem documents,
 * probes, metrics.
 */
package org.countypulse.platform.http;
