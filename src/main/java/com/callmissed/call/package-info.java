/**
 * Calls, independent of the provider: how a call begins, what the caller says, what happens next, and how it ends. Of
 * calls that the bot does not answer, only the begin and the end are stored.
 *
 * <p>Invariants: a call has one conversation, which is found by the provider's id. Every step may be repeated, in
 * parallel and in any process; the same words are stored once. Words after the end of a call change nothing else. An
 * answer that is not collected becomes failed, or uncertain if it may have been heard.
 */
package com.callmissed.call;
