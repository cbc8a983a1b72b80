-- Deferred actions: what is scheduled for a day to come (OPS-1). The future lives here alone: nothing
-- with a future start is written anywhere else before its day (decision 2).

CREATE TABLE deferred_action (
    id                 uuid PRIMARY KEY,
    -- The order of actions within one day (decision 1).
    number             bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind               text NOT NULL CHECK (kind IN ('move')),
    account_id         uuid NOT NULL REFERENCES account,
    -- A business date. An action that runs late still takes effect on it (decision 3).
    due_on             date NOT NULL,
    state              text NOT NULL DEFAULT 'pending'
                       CHECK (state IN ('pending', 'done', 'failed', 'cancelled')),
    -- What was asked for, as it was confirmed.
    request            jsonb NOT NULL,
    -- The same in one sentence without its day.
    sentence           text NOT NULL CHECK (sentence <> ''),
    actor_kind         text NOT NULL CHECK (actor_kind IN ('staff', 'job', 'command')),
    actor_id           uuid,
    actor_name         text NOT NULL,
    operation_id       uuid NOT NULL,
    scheduled_entry_id uuid NOT NULL REFERENCES audit_entry,
    scheduled_at       timestamptz NOT NULL DEFAULT now(),
    -- The entry of the change that it became, or of its cancellation.
    ended_entry_id     uuid REFERENCES audit_entry,
    -- How often it was tried and could not be done; each try is an entry of the audit log.
    failures           integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failed_on          date,
    failure_code       text,
    failure_sentence   text,
    CHECK ((state IN ('done', 'cancelled')) = (ended_entry_id IS NOT NULL)),
    CHECK ((failures > 0) = (failed_on IS NOT NULL)),
    CHECK ((failures > 0) = (failure_code IS NOT NULL)),
    CHECK ((failures > 0) = (failure_sentence IS NOT NULL)),
    CHECK (state <> 'failed' OR failures > 0),
    CHECK (state <> 'pending' OR failures = 0)
);
-- What is due, in the order in which it is performed.
CREATE INDEX deferred_action_due_idx ON deferred_action (due_on, number)
    WHERE state IN ('pending', 'failed');
CREATE INDEX deferred_action_account_idx ON deferred_action (account_id, due_on, number);
-- One change is done once, whoever performs it.
CREATE UNIQUE INDEX deferred_action_ended_key ON deferred_action (ended_entry_id);

-- What was asked for never changes; what is done or cancelled stays so. Only the state of what is open
-- goes on, with what belongs to it.
CREATE FUNCTION deferred_action_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := '{state,ended_entry_id,failures,failed_on,failure_code,failure_sentence}';
BEGIN
    IF OLD.state NOT IN ('pending', 'failed') OR NEW.failures < OLD.failures
       OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'an action that is % never changes', OLD.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deferred_action_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deferred_action_goes_on BEFORE UPDATE ON deferred_action
    FOR EACH ROW EXECUTE FUNCTION deferred_action_goes_on();
CREATE TRIGGER deferred_action_stays BEFORE DELETE ON deferred_action
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What is scheduled for an account counts as a change at it and all above it, as a new status does: a
-- preview of a move that was made before is then known to be out of date (decision 19). Whoever
-- writes here takes the lock of structure changes before any row of this table.
CREATE TRIGGER deferred_action_lock BEFORE INSERT OR UPDATE ON deferred_action
    FOR EACH STATEMENT EXECUTE FUNCTION organization_structure_lock_shared();

CREATE FUNCTION deferred_action_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM organization_changed(ARRAY[NEW.account_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER deferred_action_scheduled AFTER INSERT ON deferred_action
    FOR EACH ROW EXECUTE FUNCTION deferred_action_counted();
CREATE TRIGGER deferred_action_changed AFTER UPDATE ON deferred_action
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION deferred_action_counted();
