-- Why the status is what it is, where the service has decided that by itself; null otherwise. Every change of the status
-- sets it. No constraint lists the values: a version that knows more of them may run beside one that does not.
ALTER TABLE conversation ADD COLUMN status_reason text;
