-- The id of a call on WhatsApp is as long as that of a message. The condition is wider than before, so the rows need no
-- check, and the table is locked for a moment only.
ALTER TABLE conversation
    DROP CONSTRAINT conversation_provider_call_id_ck,
    ADD CONSTRAINT conversation_provider_call_id_ck
        CHECK (provider_call_id IS NULL OR channel = 'voice' AND char_length(provider_call_id) BETWEEN 1 AND 512)
        NOT VALID;
