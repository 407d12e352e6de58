/**
 * Bots and the channel credentials that connect them to providers.
 *
 * <p>Invariants: a bot's type never changes; a deleted bot leaves a cleared row, so that its conversations stay
 * complete; channel credentials are encrypted in the database. They leave this package masked, except for app secrets
 * and auth tokens, which verify webhook signatures, and access tokens, which send messages.
 */
package com.callmissed.bot;
