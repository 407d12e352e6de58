-- People who write or call. name: given by people of the business; profile_name: as the channel says, the latest one.
CREATE TABLE contact (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    name         text,
    profile_name text,
    attributes   jsonb,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT contact_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT contact_name_ck CHECK (char_length(name) BETWEEN 1 AND 255)
);

CREATE INDEX contact_newest_ix ON contact (tenant_id, created_at DESC, id DESC);

-- What a contact is recognised by. value is the same for all spellings; address is the spelling that came first. No
-- constraint lists the kinds: a version that knows more of them may run beside one that does not.
CREATE TABLE contact_identity (
    tenant_id  uuid        NOT NULL,
    kind       text        NOT NULL,
    value      text        NOT NULL,
    contact_id uuid        NOT NULL,
    address    text        NOT NULL,
    linked_at  timestamptz NOT NULL,
    CONSTRAINT contact_identity_pk PRIMARY KEY (tenant_id, kind, value),
    CONSTRAINT contact_identity_contact_fk FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id),
    CONSTRAINT contact_identity_value_ck CHECK (char_length(value) BETWEEN 1 AND 300)
);

CREATE INDEX contact_identity_contact_ix ON contact_identity (tenant_id, contact_id, linked_at);

-- contact_id: null for a caller who withheld the number, and until a conversation of an earlier version is linked.
-- The constraint holds for new values; there are no others, so the table is not read under a lock.
ALTER TABLE conversation
    ADD COLUMN contact_id   uuid,
    ADD COLUMN profile_name text,
    ADD CONSTRAINT conversation_profile_name_ck CHECK (char_length(profile_name) <= 255) NOT VALID,
    ADD CONSTRAINT conversation_contact_fk FOREIGN KEY (tenant_id, contact_id)
        REFERENCES contact (tenant_id, id) NOT VALID;

-- Conversations that were merged into another one: their ids still lead to it.
CREATE TABLE conversation_alias (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    conversation_id uuid NOT NULL,
    CONSTRAINT conversation_alias_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT conversation_alias_conversation_fk FOREIGN KEY (tenant_id, conversation_id)
        REFERENCES conversation (tenant_id, id)
);

CREATE INDEX conversation_alias_conversation_ix ON conversation_alias (tenant_id, conversation_id);

-- Search by the beginnings of words in names. The tenant is a word of each document.
CREATE INDEX contact_name_ix ON contact
    USING gin ((array_to_tsvector(ARRAY[tenant_id::text])
        || to_tsvector('simple', COALESCE(name, '') || ' ' || COALESCE(profile_name, ''))));
