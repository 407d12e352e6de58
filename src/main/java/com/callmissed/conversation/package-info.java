/**
 * The published API of conversations and messages: resources, requests, use cases, filters and read-only stores.
 *
 * <p>Invariants: a reply is a takeover in the transaction that stores and queues it. Each read is one statement, and
 * returns an event cursor of the same view. A thread of any length is streamed. A conversation of another tenant is
 * treated as absent.
 */
package com.callmissed.conversation;
