-- conversation_to_link_ix is in its place. An earlier version that still runs finds the same conversations by the
-- primary key, more slowly.
DROP INDEX CONCURRENTLY IF EXISTS conversation_unlinked_ix;
