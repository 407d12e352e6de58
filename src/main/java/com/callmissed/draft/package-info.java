/**
 * Suggested replies: the {@link com.callmissed.draft.Drafter} port and its providers. A draft is never sent from here.
 *
 * <p>Invariants: a drafter sees the data of one tenant only. What a model is told has its speaker in the role of a
 * message, never in a text. No prompt and no word of a customer or of the provider is logged.
 */
package com.callmissed.draft;
