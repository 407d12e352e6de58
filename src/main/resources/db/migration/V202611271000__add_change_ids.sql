-- Which statement made the last change, so that it can tell its own change from an earlier one. Null, or the id of an
-- earlier statement, where a version of the service made the change that does not write them.
ALTER TABLE conversation
    ADD COLUMN status_change_id    uuid,
    ADD COLUMN autoreply_change_id uuid;
