/** Ways of handing many events over: through the HTTP door, or straight to Kafka. */
package org.countypulse.producers.sending;
