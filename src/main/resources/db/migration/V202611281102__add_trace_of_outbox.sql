-- The span that queued the message last, as in inbound_payload. A migration of its own, so that no lock of it waits for
-- another table.
ALTER TABLE outbox ADD COLUMN traceparent varchar(55);
