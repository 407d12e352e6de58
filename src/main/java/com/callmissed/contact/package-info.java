/**
 * Who the customer is: contacts, their identities, and the spellings of addresses that denote one identity.
 *
 * <p>Invariants: an identity belongs to one contact of a tenant. Spellings of one phone line are one identity. A user
 * id of WhatsApp is valid for one bot. An address that is not understood is an identity as it came.
 */
package com.callmissed.contact;
