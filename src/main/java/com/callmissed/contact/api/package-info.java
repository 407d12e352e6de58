/**
 * The published API of contacts: listing, naming and merging the people who write or call.
 *
 * <p>Invariants: a contact of another tenant is treated as absent. A merge is one transaction, with one event for each
 * conversation that it changes.
 */
package com.callmissed.contact.api;
