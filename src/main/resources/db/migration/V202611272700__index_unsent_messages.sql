-- For operators, who list what was not sent over all tenants. Few messages fail. Concurrently, so that messages can be
-- stored while it is built. An index that an interrupted start has left is built again.
DROP INDEX CONCURRENTLY IF EXISTS message_unsent_ix;
CREATE INDEX CONCURRENTLY message_unsent_ix ON message (created_at, id) WHERE status IN ('uncertain', 'failed');
