/**
 * Who answers: takeover and hand-back, pauses with an end, and turns. A turn is the request for an automatic answer in
 * one conversation.
 *
 * <p>Invariants: an answer is valid only in the epoch in which it was requested, compared under the row lock of the
 * conversation; after a pause has been confirmed, no automatic answer of that conversation leaves the service; no
 * transaction is open while the drafter works; a dropped answer is an event; an acknowledgement escalates its
 * conversation in the statement that stores it.
 */
package com.callmissed.autoreply;
