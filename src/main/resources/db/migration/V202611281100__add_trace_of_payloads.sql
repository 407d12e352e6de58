-- The span that caused the row, as the header traceparent of W3C Trace Context has it: 55 characters. NULL while traces
-- are off, and for a trace that is not sampled. Its length is part of the type, because a check would read all rows.
ALTER TABLE inbound_payload ADD COLUMN traceparent varchar(55);
