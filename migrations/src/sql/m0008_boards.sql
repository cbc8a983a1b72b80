-- What-if boards: drafts of many moves and removals, which are applied together or not at all (ORG-9).
-- A draft changes nothing of an organization; only its application does.

CREATE TABLE what_if_board (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CHECK (name <> ''),
    state       text NOT NULL DEFAULT 'open'
                CHECK (state IN ('open', 'approved', 'scheduled', 'applied', 'discarded')),
    -- Counts the changes: who changes a board says which version they saw.
    version     bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    owner_name  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_by  text NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    -- Who said yes to its steps as they are.
    approved_by text,
    -- What applies it on a day to come, or did.
    action_id   uuid REFERENCES deferred_action,
    -- The entry of the history that says that it was applied, and from which day on it counts.
    entry_id    uuid REFERENCES audit_entry,
    applied_on  date,
    CHECK ((state IN ('approved', 'scheduled', 'applied')) = (approved_by IS NOT NULL)),
    CHECK (state <> 'scheduled' OR action_id IS NOT NULL),
    CHECK (state IN ('scheduled', 'applied') OR action_id IS NULL),
    CHECK ((state = 'applied') = (entry_id IS NOT NULL)),
    CHECK ((state = 'applied') = (applied_on IS NOT NULL))
);
-- One action applies one board, once.
CREATE UNIQUE INDEX what_if_board_action_key ON what_if_board (action_id);

CREATE TABLE what_if_step (
    id         uuid PRIMARY KEY,
    board_id   uuid NOT NULL REFERENCES what_if_board,
    -- Steps are made in this order, from 1 and without gaps.
    position   integer NOT NULL CHECK (position BETWEEN 1 AND 10000),
    -- The account that moves or leaves, or whose children move: as in the deed.
    account_id uuid NOT NULL REFERENCES account,
    deed       jsonb NOT NULL,
    -- The parent that it had in the draft's tree when the step was planned.
    from_id    uuid REFERENCES account,
    CHECK (coalesce(deed -> 'move', deed -> 'remove') ->> 'account' IS NOT NULL),
    -- Looked at when a statement ends, so that steps can change places.
    CONSTRAINT what_if_step_position_key UNIQUE (board_id, position) DEFERRABLE INITIALLY IMMEDIATE
);
-- What is scheduled for an account is asked of every account that is opened.
CREATE INDEX what_if_step_account_idx ON what_if_step (account_id);

-- What was applied or discarded stays as it was.
CREATE FUNCTION what_if_board_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('applied', 'discarded') OR NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a what-if board that is % never changes', OLD.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'what_if_board_goes_on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_if_board_goes_on BEFORE UPDATE ON what_if_board
    FOR EACH ROW EXECUTE FUNCTION what_if_board_goes_on();
CREATE TRIGGER what_if_board_stays BEFORE DELETE ON what_if_board
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Steps change while a board is open: what was approved is what is applied.
CREATE FUNCTION what_if_step_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM what_if_board WHERE id = coalesce(NEW.board_id, OLD.board_id)) <> 'open' THEN
        RAISE EXCEPTION 'the steps of a what-if board change while it is open'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'what_if_step_open';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER what_if_step_open BEFORE INSERT OR UPDATE OR DELETE ON what_if_step
    FOR EACH ROW EXECUTE FUNCTION what_if_step_open();

-- A board is one more kind of what happens on a day to come.
ALTER TABLE deferred_action DROP CONSTRAINT deferred_action_kind_check;
ALTER TABLE deferred_action ADD CONSTRAINT deferred_action_kind_check CHECK (kind IN ('move', 'board'));
