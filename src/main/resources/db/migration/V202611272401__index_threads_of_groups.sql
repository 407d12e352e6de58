-- One thread for each group. Concurrently, so that messages arrive while it is built. An index that an interrupted
-- start has left is built again.
DROP INDEX CONCURRENTLY IF EXISTS conversation_group_uq;
CREATE UNIQUE INDEX CONCURRENTLY conversation_group_uq
    ON conversation (tenant_id, bot_id, channel, external_id) WHERE is_group;
