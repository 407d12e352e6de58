-- The tables of the script, in the benchmark's database: what a small program would create, with the keys and the one
-- index that its reads need. No journal and no event log. The tenants from number 2 on have the same contacts,
-- conversations and messages as in the service's tables.

DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;

-- Filled by the benchmark.
CREATE TABLE peer.channel (
    phone_number_id text PRIMARY KEY,
    tenant_id uuid NOT NULL,
    bot_id uuid NOT NULL,
    app_secret text NOT NULL
);

CREATE TABLE peer.contact (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    phone text NOT NULL,
    name text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, phone)
);

CREATE TABLE peer.conversation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    bot_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'active',
    message_count int NOT NULL DEFAULT 0,
    last_message_at timestamptz,
    last_message_preview text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, bot_id, contact_id),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES peer.contact
);

CREATE TABLE peer.message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    conversation_id uuid NOT NULL,
    seq int NOT NULL,
    role text NOT NULL,
    content text NOT NULL,
    provider_message_id text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, provider_message_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES peer.conversation
);

CREATE TABLE peer.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO peer.contact (tenant_id, id, phone, updated_at)
SELECT tenant_id, contact_id, value, linked_at FROM contact_identity
WHERE tenant_id >= bench_id(0, 2) AND kind = 'phone';

INSERT INTO peer.conversation (tenant_id, id, bot_id, contact_id, status, message_count, last_message_at,
    last_message_preview, created_at, updated_at)
SELECT tenant_id, id, bot_id, contact_id, status, message_count, last_message_at, last_message_preview, created_at,
    updated_at
FROM conversation WHERE tenant_id >= bench_id(0, 2) AND contact_id IS NOT NULL;

INSERT INTO peer.message (tenant_id, id, conversation_id, seq, role, content, provider_message_id, created_at)
SELECT tenant_id, id, conversation_id, seq, role, content, provider_message_id, created_at
FROM message WHERE tenant_id >= bench_id(0, 2);

CREATE INDEX conversation_created_ix ON peer.conversation (tenant_id, created_at DESC, id DESC);
CREATE INDEX message_seq_ix ON peer.message (tenant_id, conversation_id, seq);
