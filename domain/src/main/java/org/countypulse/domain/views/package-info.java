/** The views, one file each: what they count, what they read off it, and what schools owe. */
package org.countypulse.domain.views;
