-- In place of conversation_unlinked_ix: threads of groups never get a contact, so they would stay in it. Concurrently, so
-- that messages arrive while it is built. An index that an interrupted start has left is built again.
DROP INDEX CONCURRENTLY IF EXISTS conversation_to_link_ix;
CREATE INDEX CONCURRENTLY conversation_to_link_ix
    ON conversation (tenant_id, id) WHERE contact_id IS NULL AND external_id <> 'anonymous' AND NOT is_group;
