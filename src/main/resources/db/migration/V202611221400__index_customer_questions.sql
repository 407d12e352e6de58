-- Full-text search over what customers asked, for drafts from history. The tenant is a word of each document, so that the
-- search stays inside one tenant's part of the index; 'simple' because customers write in any language.
CREATE INDEX message_question_ix ON message
    USING gin ((array_to_tsvector(ARRAY[tenant_id::text]) || to_tsvector('simple', content)))
    WHERE role = 'user' AND message_type = 'text';
