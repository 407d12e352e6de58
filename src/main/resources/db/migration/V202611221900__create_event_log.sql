-- The place of the last event of each tenant. Locked last by every transaction that tells something, until it commits: seq is
-- the order of commits, without gaps. mark is drawn anew by each such transaction, and every event names the mark before its
-- own: the chain shows whether a reader's place is part of this log, or of one that was replaced by a backup.
-- Updated all the time, so pages keep room for the next version of a row.
CREATE TABLE event_counter (
    tenant_id uuid    NOT NULL,
    last_seq  bigint  NOT NULL,
    mark      integer NOT NULL,
    prev_mark integer NOT NULL,
    CONSTRAINT event_counter_pk PRIMARY KEY (tenant_id),
    CONSTRAINT event_counter_last_seq_ck CHECK (last_seq >= 1)
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.02);

-- What happened, as clients are told it. A ring of tables by the time of writing: one that holds nothing but old events is
-- emptied as a whole, which leaves no dead rows and locks no writer; a slot that could not be emptied in time is written to
-- all the same. seq is unique because of the counter; the key is what readers go by.
CREATE TABLE event (
    slot       smallint    NOT NULL,
    tenant_id  uuid        NOT NULL,
    seq        bigint      NOT NULL,
    mark       integer     NOT NULL,
    prev_mark  integer     NOT NULL,
    written_at timestamptz NOT NULL,
    body       json        NOT NULL,
    CONSTRAINT event_pk PRIMARY KEY (tenant_id, seq, slot)
) PARTITION BY LIST (slot);

CREATE TABLE event_0 PARTITION OF event FOR VALUES IN (0);
CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1);
CREATE TABLE event_2 PARTITION OF event FOR VALUES IN (2);
CREATE TABLE event_3 PARTITION OF event FOR VALUES IN (3);
CREATE TABLE event_4 PARTITION OF event FOR VALUES IN (4);
CREATE TABLE event_5 PARTITION OF event FOR VALUES IN (5);
CREATE TABLE event_6 PARTITION OF event FOR VALUES IN (6);
CREATE TABLE event_7 PARTITION OF event FOR VALUES IN (7);
CREATE TABLE event_8 PARTITION OF event FOR VALUES IN (8);

-- Tells in no time whether a slot holds anything younger than some time.
CREATE INDEX event_written_at_ix ON event USING brin (written_at) WITH (autosummarize = on);
