-- Whose messages are not sent although they are due. The tenant of zeros stands for all tenants. reason: an operator wants
-- it, or the database is a copy. found: the identity that a start found then, which the release adopts.
CREATE TABLE outbound_hold (
    tenant_id uuid        NOT NULL,
    reason    text        NOT NULL,
    found     text,
    held_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT outbound_hold_pk PRIMARY KEY (tenant_id),
    CONSTRAINT outbound_hold_reason_ck CHECK (reason IN ('operator', 'copy')),
    CONSTRAINT outbound_hold_found_ck CHECK ((reason = 'copy') = (found IS NOT NULL))
);

-- The instance of the service whose database this is. A dump contains it, and so a copy knows that it is none.
CREATE TABLE service_instance (
    only_row   boolean     NOT NULL DEFAULT true,
    identity   text        NOT NULL,
    adopted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT service_instance_pk PRIMARY KEY (only_row),
    CONSTRAINT service_instance_only_row_ck CHECK (only_row)
);
