-- message_count is also the last seq given out: both move under this row's lock.
-- status_changed_at tells the statement that stores a message whether it reopened the conversation.
CREATE TABLE conversation (
    tenant_id            uuid        NOT NULL,
    id                   uuid        NOT NULL,
    bot_id               uuid        NOT NULL,
    channel              text        NOT NULL,
    external_id          text        NOT NULL,
    status               text        NOT NULL DEFAULT 'active',
    status_changed_at    timestamptz NOT NULL,
    duration_seconds     integer,
    metadata             jsonb,
    ai_autoreply_enabled boolean     NOT NULL DEFAULT true,
    message_count        integer     NOT NULL DEFAULT 0,
    last_message_at      timestamptz,
    last_message_preview text,
    last_inbound_at      timestamptz,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    CONSTRAINT conversation_bot_fk FOREIGN KEY (tenant_id, bot_id) REFERENCES bot (tenant_id, id),
    CONSTRAINT conversation_channel_ck CHECK (channel IN ('whatsapp', 'voice')),
    CONSTRAINT conversation_status_ck CHECK (status IN ('active', 'completed', 'escalated', 'failed')),
    CONSTRAINT conversation_external_id_ck CHECK (char_length(external_id) BETWEEN 1 AND 255),
    CONSTRAINT conversation_duration_seconds_ck CHECK (duration_seconds >= 0),
    CONSTRAINT conversation_message_count_ck CHECK (message_count >= 0)
);

-- One thread per customer on WhatsApp; each voice call is a conversation of its own.
CREATE UNIQUE INDEX conversation_thread_uq ON conversation (tenant_id, bot_id, channel, external_id)
    WHERE channel = 'whatsapp';

-- The lists: what sorts comes first, the filters ride along and are checked inside the index.
CREATE INDEX conversation_newest_ix ON conversation (tenant_id, created_at DESC, id DESC, channel, status, bot_id);
CREATE INDEX conversation_by_status_ix ON conversation (tenant_id, status, created_at DESC, id DESC, channel, bot_id);
CREATE INDEX conversation_by_bot_ix ON conversation (tenant_id, bot_id, created_at DESC, id DESC, channel, status);
CREATE INDEX conversation_activity_ix
    ON conversation (tenant_id, (COALESCE(last_message_at, created_at)) DESC, id DESC, channel, status, bot_id);

-- Last, on purpose: the list indexes hold tenant_id and id as well, and where statistics are too old to tell them apart the
-- planner takes the newest of equally good indexes. A look-up by key through a list index would read the whole tenant.
ALTER TABLE conversation ADD CONSTRAINT conversation_pk PRIMARY KEY (tenant_id, id);

CREATE TABLE message (
    tenant_id           uuid        NOT NULL,
    id                  uuid        NOT NULL,
    conversation_id     uuid        NOT NULL,
    bot_id              uuid        NOT NULL,
    seq                 integer     NOT NULL,
    role                text        NOT NULL,
    content             text        NOT NULL,
    message_type        text        NOT NULL,
    tokens_used         integer,
    status              text        NOT NULL,
    provider_message_id text,
    metadata            jsonb,
    created_at          timestamptz NOT NULL,
    CONSTRAINT message_conversation_fk FOREIGN KEY (tenant_id, conversation_id)
        REFERENCES conversation (tenant_id, id),
    CONSTRAINT message_seq_uq UNIQUE (tenant_id, conversation_id, seq),
    CONSTRAINT message_seq_ck CHECK (seq >= 1),
    CONSTRAINT message_role_ck CHECK (role IN ('user', 'assistant')),
    CONSTRAINT message_type_ck CHECK (message_type IN ('text', 'image', 'audio', 'video', 'document', 'sticker',
        'location', 'contacts', 'interactive', 'button', 'reaction', 'template', 'system')),
    CONSTRAINT message_status_ck CHECK (status IN ('queued', 'sending', 'uncertain', 'sent', 'delivered', 'read',
        'failed')),
    CONSTRAINT message_tokens_used_ck CHECK (tokens_used >= 0)
);

-- A provider delivers at least once; this makes it once.
CREATE UNIQUE INDEX message_provider_id_uq ON message (tenant_id, bot_id, provider_message_id)
    WHERE provider_message_id IS NOT NULL;

ALTER TABLE message ADD CONSTRAINT message_pk PRIMARY KEY (tenant_id, id);
