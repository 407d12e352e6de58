-- The key itself names tenant and id, so that even authentication looks up tenant first. secret_hash: HMAC-SHA-256 with the
-- configured pepper. prefix and last_four are what people see of a key.
CREATE TABLE api_key (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    name           text        NOT NULL,
    secret_hash    bytea       NOT NULL,
    prefix         text        NOT NULL,
    last_four      text        NOT NULL,
    scopes         text[]      NOT NULL,
    rate_limit_rpm integer,
    expires_at     timestamptz,
    last_used_at   timestamptz,
    revoked_at     timestamptz,
    created_by     text        NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    CONSTRAINT api_key_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT api_key_name_ck CHECK (char_length(name) BETWEEN 1 AND 255),
    CONSTRAINT api_key_secret_hash_ck CHECK (octet_length(secret_hash) = 32),
    CONSTRAINT api_key_rate_limit_rpm_ck CHECK (rate_limit_rpm >= 1)
);
