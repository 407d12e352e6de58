/**
 * Bots and the channel credentials that connect them to providers.
 *
 * <p>Invariants: a bot's type is fixed at creation; a deleted bot leaves an empty row behind, so that its conversations
 * stay whole; channel credentials are encrypted at rest and leave this package only masked, but for the app secrets and
 * auth tokens that webhook signatures are checked with and the access tokens that messages are sent with.
 */
package com.callmissed.bot;
