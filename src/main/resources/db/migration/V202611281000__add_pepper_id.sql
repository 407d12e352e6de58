-- Under which pepper a key is hashed, and how. pepper_id: 4 bytes that name the pepper; NULL: not known yet. inner_keys:
-- the hash was moved to another pepper without the key; what the inner hashes need, sealed under the current pepper.
-- secret_version: differs between the secrets of a key before and after its rotation, and stays when only the hash
-- changes; NULL: the first 8 bytes of secret_hash.
ALTER TABLE api_key ADD COLUMN pepper_id bytea, ADD COLUMN inner_keys bytea, ADD COLUMN secret_version bytea;
