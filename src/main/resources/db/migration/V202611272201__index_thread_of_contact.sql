-- One thread for each contact, beside the index of one thread for each address, by which earlier versions look.
-- Concurrently, so that messages arrive while it is built. An index that an interrupted start has
-- left is built again.
DROP INDEX CONCURRENTLY IF EXISTS conversation_contact_uq;
CREATE UNIQUE INDEX CONCURRENTLY conversation_contact_uq
    ON conversation (tenant_id, bot_id, channel, contact_id) WHERE channel = 'whatsapp' AND contact_id IS NOT NULL;
