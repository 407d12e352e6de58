-- Who answers a conversation. control_epoch rises with every change of it, under the row's lock; what was decided under an
-- earlier epoch is never sent. The autoreply_ columns describe the last change of ai_autoreply_enabled: null since creation.
ALTER TABLE conversation
    ADD COLUMN control_epoch        integer NOT NULL DEFAULT 0,
    ADD COLUMN autoreply_since      timestamptz,
    ADD COLUMN autoreply_by_kind    text,
    ADD COLUMN autoreply_by_id      text,
    ADD COLUMN autoreply_reason     text,
    ADD COLUMN autoreply_resumes_at timestamptz,
    ADD CONSTRAINT conversation_autoreply_by_kind_ck
        CHECK (autoreply_by_kind IN ('customer', 'bot', 'user', 'api_key', 'system')),
    ADD CONSTRAINT conversation_autoreply_reason_ck CHECK (char_length(autoreply_reason) <= 500),
    ADD CONSTRAINT conversation_autoreply_resumes_at_ck CHECK (autoreply_resumes_at IS NULL OR NOT ai_autoreply_enabled);

-- For the system job that ends pauses, of all tenants.
CREATE INDEX conversation_resumes_at_ix ON conversation (autoreply_resumes_at) WHERE autoreply_resumes_at IS NOT NULL;

-- automatic: the bot wrote it by itself. in_human_stretch: autoreply was off when it was stored, so that a model can be told
-- where people took over and where they handed back. send_attempt: rises with each retry of a failed message.
ALTER TABLE message
    ADD COLUMN automatic        boolean NOT NULL DEFAULT false,
    ADD COLUMN in_human_stretch boolean NOT NULL DEFAULT false,
    ADD COLUMN send_attempt     integer NOT NULL DEFAULT 1;

-- What waits to be sent, in the order of seq within a conversation; a row goes when its message has an outcome. claim is
-- set while a process sends, until due_at at the latest. control_epoch: what an automatic answer was decided under; null
-- for what a person sends. parts_sent: how many parts of a long text are out. failures: tries that failed and may be repeated.
CREATE TABLE outbox (
    tenant_id       uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    seq             integer     NOT NULL,
    message_id      uuid        NOT NULL,
    channel         text        NOT NULL,
    control_epoch   integer,
    parts_sent      integer     NOT NULL DEFAULT 0,
    failures        integer     NOT NULL DEFAULT 0,
    claim           uuid,
    due_at          timestamptz NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (tenant_id, conversation_id, seq),
    CONSTRAINT outbox_conversation_fk FOREIGN KEY (tenant_id, conversation_id)
        REFERENCES conversation (tenant_id, id),
    CONSTRAINT outbox_channel_ck CHECK (channel IN ('whatsapp', 'voice'))
);

-- For the system job that sends, of all tenants.
CREATE INDEX outbox_due_at_ix ON outbox (due_at);

-- Conversations that wait for an automatic answer, at most one turn each. asked_seq: the last customer message that wants
-- one; control_epoch: the conversation's when it came. claim is set while a process works on the answer, until due_at at the
-- latest. first_asked_at bounds how long a burst of messages can put the answer off.
CREATE TABLE autoreply_turn (
    tenant_id       uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    asked_seq       integer     NOT NULL,
    control_epoch   integer     NOT NULL,
    failures        integer     NOT NULL DEFAULT 0,
    claim           uuid,
    first_asked_at  timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    CONSTRAINT autoreply_turn_pk PRIMARY KEY (tenant_id, conversation_id),
    CONSTRAINT autoreply_turn_conversation_fk FOREIGN KEY (tenant_id, conversation_id)
        REFERENCES conversation (tenant_id, id)
);

-- For the system job that answers, of all tenants.
CREATE INDEX autoreply_turn_due_at_ix ON autoreply_turn (due_at);
