-- The span that asked for the answer last, as in inbound_payload. A migration of its own, so that no lock of it waits
-- for another table.
ALTER TABLE autoreply_turn ADD COLUMN traceparent varchar(55);
