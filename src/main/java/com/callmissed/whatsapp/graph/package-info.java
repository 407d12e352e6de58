/**
 * Sending through Meta's Graph API: the client, what its responses and errors mean, and the adapter that the outbox
 * uses.
 *
 * <p>Invariants: a request is sent once; only a request that certainly sent nothing may be repeated. Neither an access
 * token nor a text of a message is logged or appears in an error. What a response says about the recipient is linked to
 * the customer's contact.
 */
package com.callmissed.whatsapp.graph;
