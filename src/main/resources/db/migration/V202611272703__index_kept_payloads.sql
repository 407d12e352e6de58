-- For the gauge of payloads that are kept until an operator decides, and for the commands that list them. Those that
-- failed are in inbound_payload_open_ix already. Concurrently, so that webhooks can be stored while it is built. An index
-- that an interrupted start has left is built again.
DROP INDEX CONCURRENTLY IF EXISTS inbound_payload_unreadable_ix;
CREATE INDEX CONCURRENTLY inbound_payload_unreadable_ix ON inbound_payload (tenant_id, id)
    WHERE outcome = 'unreadable';
