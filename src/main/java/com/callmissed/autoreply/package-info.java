/**
 * Who answers: takeover and hand-back, pauses that end by themselves, and turns, each the wish of one conversation for
 * an automatic answer.
 *
 * <p>Invariants: an answer counts only under the epoch in which it was asked for, compared under the conversation's row
 * lock; once a pause has been confirmed, no automatic answer of that conversation leaves the service; no transaction is
 * open while an answer is thought of; an answer that is given up is an event.
 */
package com.callmissed.autoreply;
