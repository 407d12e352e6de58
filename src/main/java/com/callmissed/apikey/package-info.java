/**
 * The management of API keys: {@code /api/v1/keys}, where people make, rename, rotate and revoke them.
 *
 * <p>Invariants: the text of a key is shown once, when it is made or rotated; revoking keeps the row; a key can never
 * manage keys. How a key becomes a caller is in {@code security.apikey}.
 */
package com.callmissed.apikey;
