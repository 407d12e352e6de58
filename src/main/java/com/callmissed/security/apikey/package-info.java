/**
 * Authentication of API keys: their text form, the look-up of the row, and the check of credentials that were accepted
 * earlier.
 *
 * <p>Invariants: only a keyed hash of a key is stored; the checksum is verified before the database is read; every
 * look-up names the tenant, which the key contains; a revoked key ends within the 5 s of the contract.
 */
package com.callmissed.security.apikey;
