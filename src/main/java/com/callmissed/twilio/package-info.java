/**
 * Phone calls through Twilio: verification, what the caller hears, and the storage of what the caller says.
 *
 * <p>Invariants: a form is used only after a bot's auth token has verified its signature over the configured public
 * URL. An automatic answer is claimed in the outbox first, as on WhatsApp, and settled when the response has been
 * written. No text of a caller or a model becomes markup. No state of a call is kept in memory between two requests.
 */
package com.callmissed.twilio;
