-- The search of drafts stays inside one bot now: the tenant with the bot is a word of each document. The index of the
-- tenant's questions stays as long as a version may run that searches the whole tenant.
CREATE INDEX message_question_of_bot_ix ON message
    USING gin ((array_to_tsvector(ARRAY[tenant_id::text || bot_id::text]) || to_tsvector('simple', content)))
    WHERE role = 'user' AND message_type = 'text';
