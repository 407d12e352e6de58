/**
 * The management of API keys: {@code /api/v1/keys}, where people create, rename, rotate and revoke them.
 *
 * <p>Invariants: the text of a key is shown only once, when it is created or rotated; revoking keeps the row; a key can
 * never manage keys. Authentication with keys is in {@code security.apikey}.
 */
package com.callmissed.apikey;
