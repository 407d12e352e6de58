/**
 * The threads of contacts: recognising the customer of a payload, merging contacts and their conversations, and linking
 * the conversations of earlier versions.
 *
 * <p>Invariants: a contact has one thread with a bot on a channel with single threads. A merge moves every message
 * once, under the locks of both conversations, and numbers the thread anew in the order in which its messages came.
 */
package com.callmissed.contact.merge;
