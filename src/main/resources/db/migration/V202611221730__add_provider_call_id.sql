-- A phone call is a conversation of its own: the provider's id of the call finds it, whichever of its webhooks comes first.
-- Null for WhatsApp, and for calls that another system runs.
ALTER TABLE conversation
    ADD COLUMN provider_call_id text,
    ADD CONSTRAINT conversation_provider_call_id_ck
        CHECK (provider_call_id IS NULL OR channel = 'voice' AND char_length(provider_call_id) BETWEEN 1 AND 64);

-- Partial, so that the planner takes it for nothing but a look-up by call.
CREATE UNIQUE INDEX conversation_call_uq ON conversation (tenant_id, bot_id, provider_call_id)
    WHERE provider_call_id IS NOT NULL;
