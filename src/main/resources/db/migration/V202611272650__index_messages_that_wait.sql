-- For the gauge with the age of the oldest message that waits to be sent, over all tenants.
-- Concurrently, so that rows can be stored while it is built. An index that an interrupted start has left is built
-- again.
DROP INDEX CONCURRENTLY IF EXISTS outbox_message_id_ix;
CREATE INDEX CONCURRENTLY outbox_message_id_ix ON outbox (message_id);
