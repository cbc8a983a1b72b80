-- A change of payers that is made by itself is undone from its entry in the history as one that is made
-- together with a move is (HIER-1): organization_move_payer keeps both.

-- None: the bill unit pays for itself.
ALTER TABLE organization_move_payer ALTER COLUMN from_id DROP NOT NULL;
ALTER TABLE organization_move_payer ALTER COLUMN to_id DROP NOT NULL;
-- With a column that is null the old check would allow anything.
ALTER TABLE organization_move_payer DROP CONSTRAINT organization_move_payer_check;
ALTER TABLE organization_move_payer ADD CONSTRAINT organization_move_payer_check
    CHECK (from_id IS DISTINCT FROM to_id);

-- Its own billing day and frequency, from when it pays for itself, where they are known: those of a payer
-- take their place, and the undo gives them back (decision 15).
ALTER TABLE organization_move_payer ADD COLUMN own_billing_day smallint
    CHECK (own_billing_day BETWEEN 1 AND 31);
ALTER TABLE organization_move_payer ADD COLUMN own_frequency_months smallint
    CHECK (own_frequency_months BETWEEN 1 AND 24);
ALTER TABLE organization_move_payer ADD CONSTRAINT organization_move_payer_own_check
    CHECK ((own_billing_day IS NULL) = (own_frequency_months IS NULL));

-- An action that is open may get another day (OPS-1): it is then pending, with a new number behind all else
-- of that day. What was asked for stays but for the day that it names.
CREATE OR REPLACE FUNCTION deferred_action_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := '{state,ended_entry_id,failures,failed_on,failure_code,failure_sentence}';
BEGIN
    IF NEW.state = 'pending' AND NEW.number > OLD.number AND NEW.due_on <> OLD.due_on
       AND NEW.request #- '{move,request,effective}' = OLD.request #- '{move,request,effective}' THEN
        may_change := may_change || '{due_on,number,request,sentence}'::text[];
    END IF;
    IF OLD.state NOT IN ('pending', 'failed')
       OR (NEW.failures < OLD.failures AND NEW.due_on = OLD.due_on)
       OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'an action that is % never changes', OLD.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deferred_action_goes_on';
    END IF;
    RETURN NEW;
END $$;

-- The list across accounts, of what is over too.
CREATE INDEX deferred_action_list_idx ON deferred_action (state, due_on, number);

-- Another day is a change as another state is: a preview of a move that was made before is then known to
-- be out of date (decision 19).
DROP TRIGGER deferred_action_changed ON deferred_action;
CREATE TRIGGER deferred_action_changed AFTER UPDATE ON deferred_action
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.due_on IS DISTINCT FROM NEW.due_on)
    EXECUTE FUNCTION deferred_action_counted();
