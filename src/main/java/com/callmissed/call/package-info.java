/**
 * Phone calls, independent of the provider: how a call begins, what the caller says, what happens next, and how it
 * ends.
 *
 * <p>Invariants: one call has one conversation, found by the provider's id; every step may be repeated, in parallel and
 * on any process, and what was said once is stored once; words after the end of a call change nothing else; an answer
 * that nobody collects ends as failed, or as uncertain where it may have been heard.
 */
package com.callmissed.call;
