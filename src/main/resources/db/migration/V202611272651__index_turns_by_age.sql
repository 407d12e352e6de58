-- For the gauge with the age of the oldest conversation that waits for an automatic answer, over all tenants.
-- Concurrently, so that rows can be stored while it is built. An index that an interrupted start has left is built
-- again.
DROP INDEX CONCURRENTLY IF EXISTS autoreply_turn_first_asked_at_ix;
CREATE INDEX CONCURRENTLY autoreply_turn_first_asked_at_ix ON autoreply_turn (first_asked_at);
