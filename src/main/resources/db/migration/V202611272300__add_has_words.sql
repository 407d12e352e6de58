-- Whether a message has words that the bot answers. A caption cannot be told from the text that stands for a photo
-- without one. NULL: stored by an earlier version, MessageType then decides by the type.
ALTER TABLE message ADD COLUMN has_words boolean;
