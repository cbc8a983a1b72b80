-- The organization hierarchy: adjacency, on two axes of time (decisions 1, 17, 18; ORG-1, ORG-5).

CREATE TABLE organization_link (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    child_id      uuid NOT NULL REFERENCES account,
    parent_id     uuid NOT NULL REFERENCES account,
    valid         daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz,
    CHECK (child_id <> parent_id),
    -- One parent on any day; what was superseded does not count.
    EXCLUDE USING gist (child_id WITH =, valid WITH &&) WHERE (superseded_at IS NULL)
);
-- The present: the future is never written ahead (decision 2), so the open-ended row is the one of today.
CREATE UNIQUE INDEX organization_link_child_key ON organization_link (child_id) INCLUDE (parent_id)
    WHERE superseded_at IS NULL AND upper_inf(valid);
CREATE INDEX organization_link_parent_idx ON organization_link (parent_id, child_id)
    WHERE superseded_at IS NULL AND upper_inf(valid);

-- No cycle, whoever writes: every structure change takes one lock and walks up under it (decision 18).
CREATE FUNCTION organization_link_no_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ancestor uuid := NEW.parent_id;
BEGIN
    IF NOT upper_inf(NEW.valid) THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(7265, 1);
    -- An account without children is nobody's ancestor: the usual case of a new account ends here.
    IF NOT EXISTS (SELECT FROM organization_link
                   WHERE parent_id = NEW.child_id AND superseded_at IS NULL AND upper_inf(valid)) THEN
        RETURN NEW;
    END IF;
    WHILE ancestor IS NOT NULL LOOP
        IF ancestor = NEW.child_id THEN
            RAISE EXCEPTION 'an account cannot be under itself'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'organization_link_no_cycle';
        END IF;
        SELECT parent_id INTO ancestor FROM organization_link
            WHERE child_id = ancestor AND superseded_at IS NULL AND upper_inf(valid);
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER organization_link_no_cycle BEFORE INSERT ON organization_link
    FOR EACH ROW EXECUTE FUNCTION organization_link_no_cycle();

-- History is superseded, never edited: only the mark of supersession is ever set, and once (decision 1).
CREATE FUNCTION superseded_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
       OR to_jsonb(NEW) - 'superseded_at' <> to_jsonb(OLD) - 'superseded_at' THEN
        RAISE EXCEPTION 'rows of % are superseded, never edited', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER organization_link_superseded BEFORE UPDATE ON organization_link
    FOR EACH ROW EXECUTE FUNCTION superseded_only();
CREATE TRIGGER organization_link_stays BEFORE DELETE ON organization_link
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
