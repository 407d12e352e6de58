-- A thread of a group: external_id is the group's id, and nobody's contact is the group. The constraint also keeps an
-- earlier version, which runs beside this one during an update, from linking such a thread. It holds for new values;
-- there are no others, so the table is not read under a lock.
ALTER TABLE conversation
    ADD COLUMN is_group boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT conversation_group_ck CHECK (NOT is_group OR contact_id IS NULL) NOT VALID;
