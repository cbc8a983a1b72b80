-- What stands below each account, kept exact by the transaction that changes it (ORG-6, decision 20).
-- Everything here follows from organization_link and item and can be rebuilt from them.

-- An account without a row has no children and never had any.
CREATE TABLE organization_total (
    account_id     uuid PRIMARY KEY,
    children       bigint NOT NULL CHECK (children >= 0),
    accounts_below bigint NOT NULL CHECK (accounts_below >= children),
    -- Counts what changed at or below the account: structure below it, and status. A preview of a
    -- move is compared by it in constant time (decision 19).
    version        bigint NOT NULL
) WITH (fillfactor = 80);

-- What is owed, and what customers have with us, by the account and all accounts below it.
CREATE TABLE organization_due (
    account_id   uuid NOT NULL,
    currency     character(3) NOT NULL,
    due_minor    bigint NOT NULL CHECK (due_minor >= 0),
    credit_minor bigint NOT NULL CHECK (credit_minor >= 0),
    PRIMARY KEY (account_id, currency)
) WITH (fillfactor = 80);

-- The children of each parent in the order of their names, so that a parent of 200,000 opens at
-- once. A row stays when its account leaves its parent: whoever renames an account and whoever moves
-- it then meet in that row.
CREATE TABLE organization_child (
    child_id  uuid PRIMARY KEY,
    parent_id uuid,
    -- organization_order_name of the account's name.
    name      text COLLATE "C" NOT NULL,
    number    bigint NOT NULL
) WITH (fillfactor = 90);

-- A name as it is sorted: case and accents do not matter.
CREATE FUNCTION organization_order_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    PARALLEL SAFE AS $$
    SELECT left(regexp_replace(normalize(lower(name), NFKD), '[\u0300-\u036F]+', '', 'g'), 200)
$$;

-- The tree of a past day looks for links that have ended as well (ORG-8).
CREATE INDEX organization_link_ended_parent_idx ON organization_link (parent_id, child_id)
    WHERE superseded_at IS NULL AND NOT upper_inf(valid);

-- Every structure change takes the one lock before it touches a row, so that two of them cannot
-- wait for each other (decision 18).
CREATE FUNCTION organization_structure_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7265, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER organization_link_lock BEFORE INSERT OR UPDATE ON organization_link
    FOR EACH STATEMENT EXECUTE FUNCTION organization_structure_lock();

-- How many accounts a link brings or takes: the child and all below it, as they stood before the
-- statement. Its parent and all above that, as they stand after the statement, gain or lose so many.
-- Taken this way the sum is right in whatever order links that hang on each other are counted: of a
-- chain written in one statement each link brings its child alone, and the walk brings it to the top.
--
-- The planner settings: a plan is kept for the session, and one that was made while the tables were
-- empty must not read them whole when they are full.
CREATE FUNCTION organization_link_added() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    WITH RECURSIVE above (account_id, children, accounts) AS (
        (SELECT w.parent_id, count(*)::bigint, sum(1 + coalesce(t.accounts_below, 0))::bigint
         FROM written w LEFT JOIN organization_total t ON t.account_id = w.child_id
         WHERE w.superseded_at IS NULL AND upper_inf(w.valid)
         GROUP BY w.parent_id)
        UNION ALL
        SELECT l.parent_id, 0::bigint, a.accounts FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    INSERT INTO organization_total AS o (account_id, children, accounts_below, version)
    SELECT account_id, sum(children), sum(accounts), 1 FROM above GROUP BY account_id
    ON CONFLICT (account_id) DO UPDATE
        SET children = o.children + excluded.children,
            accounts_below = o.accounts_below + excluded.accounts_below,
            version = o.version + 1;

    WITH RECURSIVE above (account_id, currency, due, credit) AS (
        (SELECT w.parent_id, d.currency, sum(d.due_minor)::bigint, sum(d.credit_minor)::bigint
         FROM written w JOIN organization_due d ON d.account_id = w.child_id
         WHERE w.superseded_at IS NULL AND upper_inf(w.valid)
         GROUP BY w.parent_id, d.currency)
        UNION ALL
        SELECT l.parent_id, a.currency, a.due, a.credit FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    INSERT INTO organization_due AS o (account_id, currency, due_minor, credit_minor)
    SELECT account_id, currency, sum(due), sum(credit) FROM above GROUP BY account_id, currency
    ON CONFLICT (account_id, currency) DO UPDATE
        SET due_minor = o.due_minor + excluded.due_minor,
            credit_minor = o.credit_minor + excluded.credit_minor;

    INSERT INTO organization_child (child_id, parent_id, name, number)
    SELECT a.id, w.parent_id, organization_order_name(a.name), a.number
    FROM written w JOIN account a ON a.id = w.child_id
    WHERE w.superseded_at IS NULL AND upper_inf(w.valid)
    ON CONFLICT (child_id) DO UPDATE SET parent_id = excluded.parent_id;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_link_added AFTER INSERT ON organization_link
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION organization_link_added();

-- The same, taken away. Whatever is updated is superseded: another trigger refuses all else.
CREATE FUNCTION organization_link_removed() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    WITH RECURSIVE above (account_id, children, accounts) AS (
        (SELECT g.parent_id, count(*)::bigint, sum(1 + coalesce(t.accounts_below, 0))::bigint
         FROM gone g LEFT JOIN organization_total t ON t.account_id = g.child_id
         WHERE upper_inf(g.valid)
         GROUP BY g.parent_id)
        UNION ALL
        SELECT l.parent_id, 0::bigint, a.accounts FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    UPDATE organization_total o
        SET children = o.children - s.children,
            accounts_below = o.accounts_below - s.accounts,
            version = o.version + 1
        FROM (SELECT account_id, sum(children) AS children, sum(accounts) AS accounts
              FROM above GROUP BY account_id) AS s
        WHERE o.account_id = s.account_id;

    WITH RECURSIVE above (account_id, currency, due, credit) AS (
        (SELECT g.parent_id, d.currency, sum(d.due_minor)::bigint, sum(d.credit_minor)::bigint
         FROM gone g JOIN organization_due d ON d.account_id = g.child_id
         WHERE upper_inf(g.valid)
         GROUP BY g.parent_id, d.currency)
        UNION ALL
        SELECT l.parent_id, a.currency, a.due, a.credit FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    UPDATE organization_due o
        SET due_minor = o.due_minor - s.due, credit_minor = o.credit_minor - s.credit
        FROM (SELECT account_id, currency, sum(due) AS due, sum(credit) AS credit
              FROM above GROUP BY account_id, currency) AS s
        WHERE o.account_id = s.account_id AND o.currency = s.currency;

    UPDATE organization_child c SET parent_id = NULL
        FROM gone g WHERE c.child_id = g.child_id AND upper_inf(g.valid);
    RETURN NULL;
END $$;
CREATE TRIGGER organization_link_removed AFTER UPDATE ON organization_link
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION organization_link_removed();

-- What is owed on new items reaches every account above. Whoever writes items to accounts that others
-- can see shares the lock of structure changes, so that no account changes its place meanwhile; an
-- account made in this very transaction has its place from this transaction alone, and a load in
-- bulk need not wait.
CREATE FUNCTION organization_item_added() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF EXISTS (SELECT FROM written w JOIN account a ON a.id = w.account_id
               WHERE a.created_at <> now() OR a.xmin <> pg_current_xact_id()::xid) THEN
        PERFORM pg_advisory_xact_lock_shared(7265, 1);
    END IF;
    WITH RECURSIVE above (account_id, currency, due, credit) AS (
        (SELECT account_id, currency,
                coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint,
                coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint
         FROM written GROUP BY account_id, currency)
        UNION ALL
        SELECT l.parent_id, a.currency, a.due, a.credit FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    INSERT INTO organization_due AS o (account_id, currency, due_minor, credit_minor)
    -- In one order, so that two who write items at once do not wait for each other.
    SELECT account_id, currency, sum(due), sum(credit) FROM above
    GROUP BY account_id, currency ORDER BY account_id, currency
    ON CONFLICT (account_id, currency) DO UPDATE
        SET due_minor = o.due_minor + excluded.due_minor,
            credit_minor = o.credit_minor + excluded.credit_minor;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_item_added AFTER INSERT ON item
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION organization_item_added();

-- An account that is renamed takes its new place among its parent's children.
CREATE FUNCTION organization_child_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organization_child SET name = organization_order_name(NEW.name) WHERE child_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_child_renamed AFTER UPDATE OF name ON account
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION organization_child_renamed();

-- A new status is counted by the account and all above it: a preview of a move that was made before is
-- then known to be out of date (decision 19). The lock comes before the first row.
CREATE FUNCTION organization_structure_lock_shared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7265, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER organization_status_lock BEFORE UPDATE OF status ON account
    FOR EACH STATEMENT EXECUTE FUNCTION organization_structure_lock_shared();

CREATE FUNCTION organization_status_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH RECURSIVE above (account_id) AS (
        SELECT NEW.id
        UNION ALL
        SELECT l.parent_id FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    INSERT INTO organization_total AS o (account_id, children, accounts_below, version)
    SELECT account_id, 0, 0, 1 FROM above ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET version = o.version + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_status_changed AFTER UPDATE OF status ON account
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION organization_status_changed();

-- What is there already. The walk goes up from every account once.
INSERT INTO organization_child (child_id, parent_id, name, number)
SELECT l.child_id, l.parent_id, organization_order_name(a.name), a.number
FROM organization_link l JOIN account a ON a.id = l.child_id
WHERE l.superseded_at IS NULL AND upper_inf(l.valid);

WITH RECURSIVE above (account_id, is_parent) AS (
    SELECT parent_id, true FROM organization_child
    UNION ALL
    SELECT c.parent_id, false FROM above a JOIN organization_child c ON c.child_id = a.account_id
)
INSERT INTO organization_total (account_id, children, accounts_below, version)
SELECT account_id, count(*) FILTER (WHERE is_parent), count(*), 1 FROM above GROUP BY account_id;

WITH RECURSIVE above (account_id, currency, due, credit) AS (
    (SELECT account_id, currency,
            coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint,
            coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint
     FROM item GROUP BY account_id, currency)
    UNION ALL
    SELECT c.parent_id, a.currency, a.due, a.credit
    FROM above a JOIN organization_child c ON c.child_id = a.account_id
)
INSERT INTO organization_due (account_id, currency, due_minor, credit_minor)
SELECT account_id, currency, sum(due), sum(credit) FROM above GROUP BY account_id, currency;

-- Last, since it is of no use to what is filled in above.
CREATE INDEX organization_child_order_idx ON organization_child (parent_id, name, number)
    INCLUDE (child_id) WHERE parent_id IS NOT NULL;

-- Which links a move or a removal changed, so that it can be undone from its entry in the history. An
-- undo is an entry of its own whose object is the entry that it undid.
CREATE TABLE organization_move_link (
    entry_id uuid NOT NULL REFERENCES audit_entry,
    child_id uuid NOT NULL REFERENCES account,
    from_id  uuid REFERENCES account,
    to_id    uuid REFERENCES account,
    PRIMARY KEY (entry_id, child_id),
    CHECK (from_id IS DISTINCT FROM to_id)
);
CREATE TRIGGER organization_move_link_stays BEFORE UPDATE OR DELETE ON organization_move_link
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
