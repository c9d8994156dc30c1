/**
 * How the platform is proven from outside: started with its own script, asked over HTTP, killed
 * without warning. What a test needs to know about the inside it reads from what the script prints.
 */
package org.countypulse.acceptance;
