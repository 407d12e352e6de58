-- Who stored a reply: the kind and the id of an actor (contract, section 6). NULL: a customer, the bot, the business
-- phone, or an earlier version.
ALTER TABLE message ADD COLUMN author_kind text, ADD COLUMN author_id text;
