/**
 * Suggested replies: the {@link com.callmissed.ai.Drafter} port and its providers. A draft is never sent from here.
 *
 * <p>Invariant: a drafter sees the data of one tenant only.
 */
package com.callmissed.ai;
