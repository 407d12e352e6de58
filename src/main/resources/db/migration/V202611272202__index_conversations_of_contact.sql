-- The history of a contact, over all bots and channels.
DROP INDEX CONCURRENTLY IF EXISTS conversation_of_contact_ix;
CREATE INDEX CONCURRENTLY conversation_of_contact_ix
    ON conversation (tenant_id, contact_id, created_at DESC, id DESC) WHERE contact_id IS NOT NULL;
