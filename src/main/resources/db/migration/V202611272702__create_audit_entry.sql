-- What people have changed, apart from the events of conversations (contract section 13). Rows are only added.
-- tenant_id is null for a change that belongs to no tenant. actor: operator, or later who is named by a credential.
-- target: kind and id of what was changed, such as message:<id>.
CREATE TABLE audit_entry (
    id         uuid        NOT NULL,
    tenant_id  uuid,
    at         timestamptz NOT NULL,
    actor      text        NOT NULL,
    action     text        NOT NULL,
    target     text        NOT NULL,
    request_id text,
    details    jsonb,
    CONSTRAINT audit_entry_pk PRIMARY KEY (id),
    CONSTRAINT audit_entry_actor_ck CHECK (char_length(actor) BETWEEN 1 AND 255),
    CONSTRAINT audit_entry_action_ck CHECK (char_length(action) BETWEEN 1 AND 100),
    CONSTRAINT audit_entry_target_ck CHECK (char_length(target) BETWEEN 1 AND 255)
);

CREATE INDEX audit_entry_tenant_ix ON audit_entry (tenant_id, at, id);
CREATE INDEX audit_entry_at_ix ON audit_entry (at, id);
