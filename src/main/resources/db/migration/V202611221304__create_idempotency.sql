-- answer: status, headers and body of the first answer, encrypted, because an answer may hold a new API key.
CREATE TABLE idempotency (
    tenant_id    uuid        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    status       integer,
    answer       bytea,
    created_at   timestamptz NOT NULL,
    CONSTRAINT idempotency_pk PRIMARY KEY (tenant_id, key),
    CONSTRAINT idempotency_key_ck CHECK (char_length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_request_hash_ck CHECK (octet_length(request_hash) = 32)
);

CREATE INDEX idempotency_created_at_ix ON idempotency (created_at);
