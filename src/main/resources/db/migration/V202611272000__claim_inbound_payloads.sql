-- claim names the work that a process does on a payload now; a write of that work requires it. The parts are the messages
-- and reports of a payload, of which the first parts_done are stored or were given up.
ALTER TABLE inbound_payload
    ADD COLUMN claim            uuid,
    ADD COLUMN parts            integer NOT NULL DEFAULT 0,
    ADD COLUMN parts_done       integer NOT NULL DEFAULT 0,
    ADD COLUMN parts_failed     integer NOT NULL DEFAULT 0,
    ADD COLUMN parts_unreadable integer NOT NULL DEFAULT 0;

-- The oldest payload of each bot that waits, and the bots of which a payload is being processed. Both have few rows.
CREATE INDEX inbound_payload_waiting_ix ON inbound_payload (tenant_id, bot_id, id) WHERE outcome = 'pending';
CREATE INDEX inbound_payload_claimed_ix ON inbound_payload (tenant_id, bot_id)
    WHERE outcome = 'pending' AND claim IS NOT NULL;
