-- The ground: what kind of installation this is, who works in it, what was done once, what was done.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Refuses any change of a row that is written once and kept (audit, journal).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- One row. Demo data, printed passwords and a moved clock exist only where kind says so (decision 38).
CREATE TABLE installation (
    only_one          boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    kind              text NOT NULL CHECK (kind IN ('production', 'demo', 'test')),
    time_zone         text NOT NULL DEFAULT 'UTC',
    clock_offset_days integer NOT NULL DEFAULT 0 CHECK (clock_offset_days >= 0),
    demo_sign_ins     jsonb,
    created_at        timestamptz NOT NULL DEFAULT now(),
    CHECK (kind <> 'production' OR (clock_offset_days = 0 AND demo_sign_ins IS NULL))
);

CREATE TABLE staff_user (
    id                  uuid PRIMARY KEY,
    login               text NOT NULL CHECK (login <> ''),
    display_name        text NOT NULL CHECK (display_name <> ''),
    role                text NOT NULL CHECK (role IN ('csr', 'manager', 'operations', 'administrator')),
    password_hash       text NOT NULL,
    password_changed_at timestamptz NOT NULL DEFAULT now(),
    disabled_at         timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    version             integer NOT NULL DEFAULT 1
);
-- One person per login, however it is typed.
CREATE UNIQUE INDEX staff_user_login_key ON staff_user (lower(login));

-- A session is known by the hash of its token; the token itself is only in the browser (SEC-2).
CREATE TABLE session (
    token_hash    bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    id            uuid NOT NULL UNIQUE,
    staff_user_id uuid NOT NULL REFERENCES staff_user,
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    ends_at       timestamptz NOT NULL,
    ended_at      timestamptz,
    network       text NOT NULL,
    user_agent    text NOT NULL DEFAULT ''
);
CREATE INDEX session_staff_user_idx ON session (staff_user_id) WHERE ended_at IS NULL;

-- Failed sign-ins, counted per network and per login from a network, never per login alone:
-- a stranger elsewhere cannot lock a person out (SEC-2, decision 34).
CREATE TABLE sign_in_failure (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    login   text NOT NULL,
    network text NOT NULL
);
CREATE INDEX sign_in_failure_network_idx ON sign_in_failure (network, at);

-- What an actor did once under an operation id; a repeat gets the first answer (decision 26).
CREATE TABLE operation (
    actor_id     uuid NOT NULL,
    operation_id uuid NOT NULL,
    input_hash   bytea NOT NULL,
    answer       jsonb NOT NULL,
    committed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor_id, operation_id)
);
CREATE INDEX operation_committed_idx ON operation (committed_at);

-- The audit log: one entry per change (NEWS-1, NEWS-2). Values stand in audit_change, so that what
-- is personal can one day be erased without touching the entry (decision 33).
CREATE TABLE audit_entry (
    id            uuid PRIMARY KEY,
    at            timestamptz NOT NULL DEFAULT now(),
    business_date date NOT NULL,
    actor_kind    text NOT NULL CHECK (actor_kind IN ('staff', 'job', 'command')),
    actor_id      uuid,
    actor_name    text NOT NULL,
    kind          text NOT NULL,
    account_id    uuid,
    object_id     uuid,
    request_id    text,
    operation_id  uuid,
    note          text NOT NULL DEFAULT ''
);
CREATE INDEX audit_entry_account_idx ON audit_entry (account_id, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX audit_entry_object_idx ON audit_entry (object_id, id DESC) WHERE object_id IS NOT NULL;
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_change (
    entry_id uuid NOT NULL REFERENCES audit_entry,
    position smallint NOT NULL,
    field    text NOT NULL,
    before   text,
    after    text,
    PRIMARY KEY (entry_id, position)
);
CREATE TRIGGER audit_change_stays BEFORE UPDATE OR DELETE ON audit_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
