-- What the customer and the business have put on a message: {"customer": "👍", "business": "🙏"}, and when its author
-- has deleted it.
ALTER TABLE message ADD COLUMN reactions jsonb, ADD COLUMN deleted_at timestamptz;
