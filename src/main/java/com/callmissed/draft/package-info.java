/**
 * Suggested replies: the {@link com.callmissed.draft.Drafter} port and its providers. This package sends nothing.
 *
 * <p>Invariants: a drafter reads the data of one tenant and one bot only; a draft for a customer contains no stored
 * text of another conversation; in a prompt, only the role of a message says who speaks; no prompt and no text of a
 * customer or of the provider is logged.
 */
package com.callmissed.draft;
