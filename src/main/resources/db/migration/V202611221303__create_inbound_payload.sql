-- The journal: what a provider was told is safe. A row is written before the webhook is acknowledged and worked off after;
-- address is the number that the payload was verified for, lease_until keeps two processes from working on the same row,
-- attempts counts the tries that failed.
CREATE TABLE inbound_payload (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    bot_id       uuid        NOT NULL,
    provider     text        NOT NULL,
    address      text        NOT NULL,
    body         bytea       NOT NULL,
    signature    text        NOT NULL,
    outcome      text        NOT NULL DEFAULT 'pending',
    detail       text,
    attempts     integer     NOT NULL DEFAULT 0,
    request_id   text,
    received_at  timestamptz NOT NULL,
    lease_until  timestamptz NOT NULL,
    processed_at timestamptz,
    CONSTRAINT inbound_payload_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT inbound_payload_provider_ck CHECK (provider IN ('whatsapp', 'twilio')),
    CONSTRAINT inbound_payload_signature_ck CHECK (signature IN ('verified')),
    CONSTRAINT inbound_payload_outcome_ck CHECK (outcome IN ('pending', 'processed', 'ignored', 'unreadable', 'failed'))
);

-- For the system jobs, which work for all tenants: what is due or given up, and what may be purged.
CREATE INDEX inbound_payload_open_ix ON inbound_payload (outcome, lease_until) WHERE outcome IN ('pending', 'failed');
CREATE INDEX inbound_payload_processed_at_ix ON inbound_payload (processed_at) WHERE processed_at IS NOT NULL;
