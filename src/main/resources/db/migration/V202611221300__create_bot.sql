-- A deleted bot stays as an empty row (deleted_at, name ''): its conversations keep a valid reference.
CREATE TABLE bot (
    tenant_id     uuid        NOT NULL,
    id            uuid        NOT NULL,
    name          text        NOT NULL,
    type          text        NOT NULL,
    system_prompt text        NOT NULL DEFAULT '',
    config        jsonb,
    is_active     boolean     NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    deleted_at    timestamptz,
    CONSTRAINT bot_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT bot_name_ck CHECK (char_length(name) BETWEEN 1 AND 255 OR deleted_at IS NOT NULL),
    CONSTRAINT bot_type_ck CHECK (type IN ('whatsapp', 'whatsapp_voice', 'inbound_call', 'outbound_call', 'ivr')),
    CONSTRAINT bot_system_prompt_ck CHECK (char_length(system_prompt) <= 50000)
);

-- address: the phone_number_id (whatsapp) or the phone number (twilio) that webhooks name.
-- credentials: encrypted, see SecretBox. verify_token_hash: keyed hash, for Meta's handshake.
CREATE TABLE bot_channel (
    tenant_id         uuid        NOT NULL,
    bot_id            uuid        NOT NULL,
    provider          text        NOT NULL,
    address           text        NOT NULL,
    credentials       bytea       NOT NULL,
    verify_token_hash bytea,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT bot_channel_pk PRIMARY KEY (tenant_id, bot_id, provider),
    CONSTRAINT bot_channel_bot_fk FOREIGN KEY (tenant_id, bot_id) REFERENCES bot (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT bot_channel_address_uq UNIQUE (tenant_id, provider, address),
    CONSTRAINT bot_channel_provider_ck CHECK (provider IN ('whatsapp', 'twilio'))
);

-- The two look-ups that start without a tenant: a webhook knows only the number, the handshake only the token.
CREATE INDEX bot_channel_by_address_ix ON bot_channel (address, provider);
CREATE INDEX bot_channel_by_verify_token_ix ON bot_channel (verify_token_hash) WHERE verify_token_hash IS NOT NULL;
