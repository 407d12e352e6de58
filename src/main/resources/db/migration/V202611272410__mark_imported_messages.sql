-- Messages of an earlier history, which were said before this service had the number. They have no effects.
ALTER TABLE message ADD COLUMN imported boolean NOT NULL DEFAULT false;
