/**
 * The published API of conversations and messages: resources, requests, use cases, filters and the stores that only
 * read.
 *
 * <p>Invariants: a reply is a takeover in the transaction that stores and queues it; reads are one statement each and
 * hand out an event cursor of the same view; a thread of any length is streamed; an id of another tenant is as good as
 * none.
 */
package com.callmissed.conversation;
