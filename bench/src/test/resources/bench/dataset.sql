-- The data of the benchmark: the same rows on every run. Sizes are settings of the session:
--   bench.tenants        how many tenants, at least 2
--   bench.conversations  of tenant 0; tenant 1 has a tenth of them, each other one bench.each
--   bench.each
--   bench.messages       about, of all tenants
--   bench.longest        messages of the longest thread, conversation 0
--   bench.bots           of tenant 0, an even number; each other tenant has two. Bots from the third on are numbered after
--                        those of all tenants
-- Every id is made of a kind and a number (bench_id), with the order of a UUIDv7. No message is newer than now.

SET session_replication_role = replica; -- no look-up for each foreign key

CREATE FUNCTION bench_id(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('01900000-0000-7000-800' || kind || '-' || lpad(n::text, 12, '0'))::uuid;

INSERT INTO bot (tenant_id, id, name, type, system_prompt, created_at, updated_at)
SELECT bench_id(0, t), bench_id(1, t * 2 + k), CASE k WHEN 0 THEN 'Shop' ELSE 'Front desk' END,
    CASE k WHEN 0 THEN 'whatsapp' ELSE 'inbound_call' END, '', '2025-01-01Z', '2025-01-01Z'
FROM generate_series(0, current_setting('bench.tenants')::int - 1) t, generate_series(0, 1) k;
INSERT INTO bot (tenant_id, id, name, type, system_prompt, created_at, updated_at)
SELECT bench_id(0, 0), bench_id(1, current_setting('bench.tenants')::int * 2 + k), 'Bot ' || k,
    CASE k % 2 WHEN 0 THEN 'whatsapp' ELSE 'inbound_call' END, '', '2025-01-01Z', '2025-01-01Z'
FROM generate_series(0, current_setting('bench.bots')::int - 3) k;

INSERT INTO event_counter (tenant_id, last_seq, mark, prev_mark)
SELECT bench_id(0, t), 1000, 1, 1 FROM generate_series(0, current_setting('bench.tenants')::int - 1) t;

-- Two thirds on WhatsApp, two fifths active. The first conversations of tenant 0 are long: 1 has bench.longest messages,
-- 14 have a twentieth, 30 have a hundredth. The rest of bench.messages is distributed over threads of 1 and more.
CREATE TEMPORARY TABLE thread AS
WITH numbered AS (
    SELECT 0 AS t, n AS c FROM generate_series(0, current_setting('bench.conversations')::int - 1) n
    UNION ALL
    SELECT 1, current_setting('bench.conversations')::int + n
    FROM generate_series(0, current_setting('bench.conversations')::int / 10 - 1) n
    UNION ALL
    SELECT t, current_setting('bench.conversations')::int * 11 / 10
        + (t - 2) * current_setting('bench.each')::int + n
    FROM generate_series(2, current_setting('bench.tenants')::int - 1) t,
        generate_series(0, current_setting('bench.each')::int - 1) n
), average AS (
    SELECT (current_setting('bench.messages')::bigint - current_setting('bench.longest')::bigint * 2) / count(*) AS size
    FROM numbered
)
SELECT t, c,
    CASE
        WHEN c = 0 THEN current_setting('bench.longest')::int
        WHEN c < 15 THEN current_setting('bench.longest')::int / 20
        WHEN c < 45 THEN current_setting('bench.longest')::int / 100
        ELSE 1 + (c * 7919::bigint) % (2 * size)
    END::int AS messages,
    CASE WHEN c % 3 = 2 THEN 'voice' ELSE 'whatsapp' END AS channel,
    CASE
        WHEN t > 0 OR c % pairs = 0 THEN t
        ELSE current_setting('bench.tenants')::int + c % pairs - 1
    END * 2 + CASE WHEN c % 3 = 2 THEN 1 ELSE 0 END AS bot,
    CASE WHEN c % 5 < 2 THEN 'active' WHEN c % 5 < 4 THEN 'completed' ELSE 'escalated' END AS status,
    timestamptz '2025-06-01Z' + c * interval '20 seconds' AS opened
FROM numbered, average, (SELECT current_setting('bench.bots')::int / 2 AS pairs) AS of_tenant_0;

CREATE TEMPORARY TABLE said AS
SELECT n, CASE n % 2 WHEN 0 THEN 'Hello, I asked about my ' ELSE 'Thanks for waiting, your ' END
        || (ARRAY['order', 'refund', 'table', 'booking', 'invoice', 'delivery', 'warranty', 'appointment'])[1 + n % 8]
        || ' of '
        || (ARRAY['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[1 + n % 7]
        || ' and the '
        || (ARRAY['red', 'blue', 'large', 'small', 'first', 'second', 'other', 'cheaper', 'faster', 'late', 'lost'])[1 + n % 11]
        || ' one, number ' || n || ', for the shop in '
        || (ARRAY['Pune', 'Delhi', 'Mumbai', 'Chennai', 'Kochi', 'Jaipur', 'Surat', 'Nagpur', 'Indore', 'Patna', 'Bhopal',
            'Agra', 'Ranchi'])[1 + n % 13] AS text
FROM generate_series(0, 9999) n;
ANALYZE thread, said;

INSERT INTO contact (tenant_id, id, created_at, updated_at)
SELECT bench_id(0, t), bench_id(9, c), opened, opened FROM thread;
INSERT INTO contact_identity (tenant_id, kind, value, contact_id, address, linked_at)
SELECT bench_id(0, t), 'phone', '+9198' || lpad(c::text, 8, '0'), bench_id(9, c), '+9198' || lpad(c::text, 8, '0'), opened
FROM thread;

INSERT INTO conversation (contact_id, tenant_id, id, bot_id, channel, external_id, status, status_changed_at, metadata, message_count,
    last_message_at, last_message_preview, last_inbound_at, created_at, updated_at)
SELECT bench_id(9, c), bench_id(0, t), bench_id(2, c), bench_id(1, bot), channel,
    '+9198' || lpad(c::text, 8, '0'), status, opened,
    CASE WHEN channel = 'whatsapp' THEN jsonb_build_object('contact_name', 'Customer ' || c) END, messages,
    opened + messages * interval '10 seconds', left(text, 100),
    opened + messages * interval '10 seconds', opened, opened + messages * interval '10 seconds'
FROM thread JOIN said ON said.n = (c * 31 + messages) % 10000;

-- In the order of time, as messages arrive. Filling an index row by row would take several times as long.
CREATE TEMPORARY TABLE definition AS
SELECT pg_get_indexdef(name::regclass) AS text
FROM unnest(ARRAY['message_question_ix', 'message_question_of_bot_ix']) AS name;
DROP INDEX message_question_ix, message_question_of_bot_ix;

INSERT INTO message (tenant_id, id, conversation_id, bot_id, seq, role, content, message_type, status, created_at,
    in_human_stretch)
SELECT bench_id(0, t), bench_id(3, row_number() OVER (ORDER BY opened + turn.n * interval '10 seconds', c)), bench_id(2, c),
    bench_id(1, bot), turn.n,
    CASE turn.n % 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
    text, 'text', CASE turn.n % 2 WHEN 1 THEN 'sent' ELSE 'read' END,
    opened + turn.n * interval '10 seconds', false
FROM thread CROSS JOIN generate_series(1, messages) AS turn (n) JOIN said ON said.n = (c * 31 + turn.n) % 10000;

DO $$ BEGIN EXECUTE (SELECT string_agg(text, ';') FROM definition); END $$;

DROP TABLE thread, said, definition;
SET session_replication_role = origin;
