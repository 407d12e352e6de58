/**
 * How an API key becomes a caller: its text form, the look-up of its row, and whether it still counts.
 *
 * <p>Invariants: only a keyed hash of a key is stored; the checksum is looked at before the database is; every look-up
 * names the tenant, which the key itself carries; a revoked key ends within the five seconds of the contract.
 */
package com.callmissed.security.apikey;
