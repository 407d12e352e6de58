-- For the system job that links conversations of earlier versions to contacts, of all tenants. Small once it is done.
DROP INDEX CONCURRENTLY IF EXISTS conversation_unlinked_ix;
CREATE INDEX CONCURRENTLY conversation_unlinked_ix
    ON conversation (tenant_id, id) WHERE contact_id IS NULL AND external_id <> 'anonymous';
