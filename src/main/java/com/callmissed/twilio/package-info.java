/**
 * Phone calls through Twilio: whose call it is, what the caller hears, and what becomes of the words.
 *
 * <p>Invariants: a form is believed only once a bot's auth token has verified its signature over the configured public
 * URL; what the bot says by itself is claimed in the outbox first, as on WhatsApp, and settled when the answer has been
 * written; no text of a caller or a model becomes markup; nothing of the call is kept in memory between two requests.
 */
package com.callmissed.twilio;
