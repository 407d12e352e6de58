/**
 * The client of an OpenAI-compatible model: its settings, one request and its answer, retries, time-outs, the circuit
 * breaker, and how many requests run at once.
 *
 * <p>Invariants: knows no conversation and no drafter; follows no redirect, so that a thread goes to the configured
 * host and nowhere else; every request, with its retries, ends by its time-out; no text of either side is logged.
 */
package com.callmissed.draft.model;
