/**
 * API keys: their text form, how one becomes a caller, their rate limits, and {@code /api/v1/keys} where people manage them.
 *
 * <p>Invariants: only a keyed hash of a key is stored and its text is shown once; the checksum is looked at before the
 * database is; every look-up names the tenant, which the key itself carries; a key can never manage keys.
 */
package com.callmissed.security.apikey;
