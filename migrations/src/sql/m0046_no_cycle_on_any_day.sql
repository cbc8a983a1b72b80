-- No cycle on any day, whoever writes (ORG-5, ORG-8): until here the guard looked at the links of today alone.
-- The tree of a past day goes down the links of that day, and would not come to an end in a cycle.

-- The links of a child that ended, the latest first to be asked for by day.
CREATE INDEX organization_link_ended_child_idx ON organization_link (child_id, (upper(valid)))
    INCLUDE (parent_id) WHERE superseded_at IS NULL AND NOT upper_inf(valid);

-- Walks up from the new parent along the links of the days of the new one, each step on those days only on
-- which all steps before it hold. It allows an account under what was below it on other days.
CREATE OR REPLACE FUNCTION organization_link_no_cycle() RETURNS trigger LANGUAGE plpgsql
    -- The plan is kept for the session (see organization_carried): made while the tables were empty it must
    -- not read them whole when they are full.
    SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
    SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7265, 1);
    -- An account that never had children is nobody's ancestor: the usual case of a new account ends here.
    IF NOT EXISTS (SELECT FROM organization_link
                   WHERE parent_id = NEW.child_id AND superseded_at IS NULL AND upper_inf(valid))
       AND NOT EXISTS (SELECT FROM organization_link
                       WHERE parent_id = NEW.child_id AND superseded_at IS NULL
                         AND NOT upper_inf(valid)) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        WITH RECURSIVE above (account_id, days) AS (
            SELECT NEW.parent_id, NEW.valid
            UNION
            SELECT l.parent_id, l.valid * above.days
            FROM above CROSS JOIN LATERAL (
                SELECT o.parent_id, o.valid FROM organization_link o
                WHERE o.child_id = above.account_id AND o.superseded_at IS NULL AND upper_inf(o.valid)
                  AND o.valid && above.days
                UNION ALL
                SELECT e.parent_id, e.valid FROM organization_link e
                WHERE e.child_id = above.account_id AND e.superseded_at IS NULL
                  AND NOT upper_inf(e.valid) AND e.valid && above.days
                  AND upper(e.valid) > coalesce(lower(above.days), '-infinity')) AS l
        )
        SELECT FROM above WHERE account_id = NEW.child_id) THEN
        RAISE EXCEPTION 'an account cannot be under itself'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'organization_link_no_cycle';
    END IF;
    RETURN NEW;
END $$;

-- The lock serves nobody who goes on to see, once it is theirs, what was true before others wrote: two
-- transactions of these levels could close a cycle together, or make a chain of payers (decision 18, HIER-1).
CREATE OR REPLACE FUNCTION organization_structure_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'organizations and payers are changed at the level read committed alone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'organization_structure_level';
    END IF;
    PERFORM pg_advisory_xact_lock(7265, 1);
    RETURN NULL;
END $$;
