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
    -- Where every letter is one byte there are no accents.
    SELECT left(CASE WHEN octet_length(name) = char_length(name) THEN lower(name)
                     ELSE regexp_replace(normalize(lower(name), NFKD), '[\u0300-\u036F]+', '', 'g') END,
                200)
$$;

-- The tree of a past day looks for links that have ended as well (ORG-8).
CREATE INDEX organization_link_ended_parent_idx ON organization_link (parent_id) INCLUDE (child_id)
    WHERE superseded_at IS NULL AND NOT upper_inf(valid);
-- With the child as a key of this index the planner, as long as the table looks empty, took it to find
-- a parent by its child: by reading all of it at each level of a path.
DROP INDEX organization_link_parent_idx;
CREATE INDEX organization_link_parent_idx ON organization_link (parent_id) INCLUDE (child_id)
    WHERE superseded_at IS NULL AND upper_inf(valid);

-- The guard against cycles is planned once for a session as well (see organization_carried).
ALTER FUNCTION organization_link_no_cycle() SET jit = off;
ALTER FUNCTION organization_link_no_cycle() SET enable_seqscan = off;
ALTER FUNCTION organization_link_no_cycle() SET enable_bitmapscan = off;

-- The planner takes the index of an exclusion constraint for as cheap a way to an account's link as the
-- one that is made for it, and it reads hundreds of blocks. An expression hides it from everything but
-- its own check; a child is never null.
ALTER TABLE organization_link DROP CONSTRAINT organization_link_child_id_valid_excl;
ALTER TABLE organization_link ADD CONSTRAINT organization_link_one_parent_excl
    EXCLUDE USING gist (coalesce(child_id, parent_id) WITH =, valid WITH &&) WHERE (superseded_at IS NULL);

-- Every structure change takes the one lock before it touches a row, so that two of them cannot
-- wait for each other (decision 18).
CREATE FUNCTION organization_structure_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7265, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER organization_link_lock BEFORE INSERT OR UPDATE ON organization_link
    FOR EACH STATEMENT EXECUTE FUNCTION organization_structure_lock();

-- Carries what each of some accounts gets to it and to all accounts above it, by the structure as it
-- is now, and gives the sum for each account and key. Few starts walk up one by one. Many may stand
-- below each other in a chain of thousands: see the next function.
CREATE FUNCTION organization_carried(starts uuid[], keys text[], firsts bigint[], seconds bigint[])
    RETURNS TABLE (account_id uuid, key text, first bigint, second bigint) LANGUAGE plpgsql
    -- A plan is kept for the session: one that was made while the tables were empty must not read
    -- them whole when they are full. Compiling it would take longer than it runs.
    SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF cardinality(starts) > 16 THEN
        RETURN QUERY SELECT * FROM organization_carried_many(starts, keys, firsts, seconds);
        RETURN;
    END IF;
    RETURN QUERY
    WITH RECURSIVE above (id, k, f, s) AS (
        SELECT * FROM unnest(starts, keys, firsts, seconds)
        UNION ALL
        SELECT c.parent_id, a.k, a.f, a.s FROM above a
        JOIN organization_child c ON c.child_id = a.id AND c.parent_id IS NOT NULL
    )
    SELECT a.id, a.k, sum(a.f)::bigint, sum(a.s)::bigint FROM above a GROUP BY a.id, a.k;
END $$;

-- The same for many. Each account at or above a start is read once for each key that comes to it; then
-- sums and pointers double their reach in every round: after n rounds each has what stands less than 2^n
-- levels below it, and points to the account 2^n levels above. A chain of 5,000 takes thirteen rounds,
-- where walks one by one would take twelve million steps.
CREATE FUNCTION organization_carried_many(starts uuid[], keys text[], firsts bigint[], seconds bigint[])
    RETURNS TABLE (account_id uuid, key text, first bigint, second bigint) LANGUAGE plpgsql
    -- What the callers switched off is needed here: these joins are of arrays.
    SET jit = off SET enable_hashjoin = on SET enable_nestloop = off SET enable_seqscan = off AS $$
DECLARE
    ids      uuid[];
    parents  uuid[];
    names    text[];
    -- The place of the account above with the same key, from one; none at the top.
    pointers bigint[];
BEGIN
    WITH RECURSIVE up (id, k, parent_id) AS (
        SELECT s.id, s.k, (SELECT c.parent_id FROM organization_child c WHERE c.child_id = s.id)
        FROM (SELECT DISTINCT u.id, u.k FROM unnest(starts, keys) AS u (id, k)) AS s
        UNION
        SELECT up.parent_id, up.k, (SELECT c.parent_id FROM organization_child c
                                    WHERE c.child_id = up.parent_id)
        FROM up WHERE up.parent_id IS NOT NULL
    )
    SELECT array_agg(up.id), array_agg(up.k), array_agg(up.parent_id) INTO ids, names, parents FROM up;
    SELECT array_agg(p.n ORDER BY c.n),
           array_agg(coalesce(w.f, 0) ORDER BY c.n), array_agg(coalesce(w.s, 0) ORDER BY c.n)
    INTO pointers, firsts, seconds
    FROM unnest(ids, names, parents) WITH ORDINALITY AS c (id, k, parent_id, n)
    LEFT JOIN unnest(ids, names) WITH ORDINALITY AS p (id, k, n) ON p.id = c.parent_id AND p.k = c.k
    LEFT JOIN (SELECT u.id, u.k, sum(u.f)::bigint AS f, sum(u.s)::bigint AS s
               FROM unnest(starts, keys, firsts, seconds) AS u (id, k, f, s)
               GROUP BY u.id, u.k) AS w ON w.id = c.id AND w.k = c.k;

    WHILE EXISTS (SELECT FROM unnest(pointers) AS p (n) WHERE p.n IS NOT NULL) LOOP
        SELECT array_agg(c.f + coalesce(b.f, 0) ORDER BY c.n),
               array_agg(c.s + coalesce(b.s, 0) ORDER BY c.n),
               array_agg(a.pointer ORDER BY c.n)
        INTO firsts, seconds, pointers
        FROM unnest(pointers, firsts, seconds) WITH ORDINALITY AS c (pointer, f, s, n)
        LEFT JOIN (SELECT u.pointer AS n, sum(u.f)::bigint AS f, sum(u.s)::bigint AS s
                   FROM unnest(pointers, firsts, seconds) AS u (pointer, f, s)
                   WHERE u.pointer IS NOT NULL GROUP BY u.pointer) AS b ON b.n = c.n
        LEFT JOIN unnest(pointers) WITH ORDINALITY AS a (pointer, n) ON a.n = c.pointer;
    END LOOP;
    RETURN QUERY SELECT * FROM unnest(ids, names, firsts, seconds);
END $$;

-- How many accounts a link brings or takes: the child and all below it, as they stood before the
-- statement. Its parent and all above that, as they stand after the statement, gain or lose so many.
-- Taken this way the sum is right in whatever order links that hang on each other are counted: of a
-- chain written in one statement each link brings its child alone, and the walk brings it to the top.
CREATE FUNCTION organization_link_added() RETURNS trigger LANGUAGE plpgsql
    SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    parents  uuid[];
    direct   bigint[];
    accounts bigint[];
    codes    text[];
    dues     bigint[];
    credits  bigint[];
    row      record;
BEGIN
    SELECT array_agg(g.parent_id), array_agg(g.children), array_agg(g.accounts)
    INTO parents, direct, accounts
    FROM (SELECT w.parent_id, count(*) AS children,
                 sum(1 + coalesce(t.accounts_below, 0))::bigint AS accounts
          FROM written w LEFT JOIN organization_total t ON t.account_id = w.child_id
          WHERE w.superseded_at IS NULL AND upper_inf(w.valid) GROUP BY w.parent_id) AS g;
    IF parents IS NULL THEN
        RETURN NULL;
    END IF;
    -- First of all: what is carried goes up by these.
    INSERT INTO organization_child (child_id, parent_id, name, number)
    SELECT a.id, w.parent_id, organization_order_name(a.name), a.number
    FROM written w JOIN account a ON a.id = w.child_id
    WHERE w.superseded_at IS NULL AND upper_inf(w.valid)
    ON CONFLICT (child_id) DO UPDATE SET parent_id = excluded.parent_id;
    INSERT INTO organization_total AS o (account_id, children, accounts_below, version)
    SELECT c.account_id, 0, c.first, 1
    FROM organization_carried(parents, array_fill(''::text, ARRAY[cardinality(parents)]), accounts,
                              accounts) AS c
    ON CONFLICT (account_id) DO UPDATE
        SET accounts_below = o.accounts_below + excluded.accounts_below, version = o.version + 1;
    FOR row IN SELECT * FROM unnest(parents, direct) AS g (parent_id, children) LOOP
        UPDATE organization_total o SET children = o.children + row.children
            WHERE o.account_id = row.parent_id;
    END LOOP;

    SELECT array_agg(g.parent_id), array_agg(g.currency), array_agg(g.due), array_agg(g.credit)
    INTO parents, codes, dues, credits
    FROM (SELECT w.parent_id, d.currency::text AS currency, sum(d.due_minor)::bigint AS due,
                 sum(d.credit_minor)::bigint AS credit
          FROM written w JOIN organization_due d ON d.account_id = w.child_id
          WHERE w.superseded_at IS NULL AND upper_inf(w.valid)
          GROUP BY w.parent_id, d.currency) AS g;
    IF parents IS NOT NULL THEN
        INSERT INTO organization_due AS o (account_id, currency, due_minor, credit_minor)
        SELECT c.account_id, c.key, c.first, c.second
        FROM organization_carried(parents, codes, dues, credits) AS c
        WHERE c.first <> 0 OR c.second <> 0
        ON CONFLICT (account_id, currency) DO UPDATE
            SET due_minor = o.due_minor + excluded.due_minor,
                credit_minor = o.credit_minor + excluded.credit_minor;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_link_added AFTER INSERT ON organization_link
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION organization_link_added();

-- The same, taken away. Whatever is updated is superseded: another trigger refuses all else.
CREATE FUNCTION organization_link_removed() RETURNS trigger LANGUAGE plpgsql
    SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    parents  uuid[];
    direct   bigint[];
    accounts bigint[];
    codes    text[];
    dues     bigint[];
    credits  bigint[];
    row      record;
BEGIN
    SELECT array_agg(g.parent_id), array_agg(g.children), array_agg(g.accounts)
    INTO parents, direct, accounts
    FROM (SELECT l.parent_id, count(*) AS children,
                 sum(1 + coalesce(t.accounts_below, 0))::bigint AS accounts
          FROM gone l LEFT JOIN organization_total t ON t.account_id = l.child_id
          WHERE upper_inf(l.valid) GROUP BY l.parent_id) AS g;
    IF parents IS NULL THEN
        RETURN NULL;
    END IF;
    -- Row by row, each found by its key whatever the planner believes of the tables; first of all
    -- those by which what is carried goes up.
    FOR row IN SELECT l.child_id FROM gone l WHERE upper_inf(l.valid) LOOP
        UPDATE organization_child c SET parent_id = NULL WHERE c.child_id = row.child_id;
    END LOOP;
    FOR row IN SELECT * FROM unnest(parents, direct) AS g (parent_id, children) LOOP
        UPDATE organization_total o SET children = o.children - row.children
            WHERE o.account_id = row.parent_id;
    END LOOP;
    FOR row IN SELECT * FROM organization_carried(
        parents, array_fill(''::text, ARRAY[cardinality(parents)]), accounts, accounts)
    LOOP
        UPDATE organization_total o
            SET accounts_below = o.accounts_below - row.first, version = o.version + 1
            WHERE o.account_id = row.account_id;
    END LOOP;

    SELECT array_agg(g.parent_id), array_agg(g.currency), array_agg(g.due), array_agg(g.credit)
    INTO parents, codes, dues, credits
    FROM (SELECT l.parent_id, d.currency::text AS currency, sum(d.due_minor)::bigint AS due,
                 sum(d.credit_minor)::bigint AS credit
          FROM gone l JOIN organization_due d ON d.account_id = l.child_id
          WHERE upper_inf(l.valid) GROUP BY l.parent_id, d.currency) AS g;
    IF parents IS NOT NULL THEN
        FOR row IN SELECT * FROM organization_carried(parents, codes, dues, credits) LOOP
            UPDATE organization_due o
                SET due_minor = o.due_minor - row.first, credit_minor = o.credit_minor - row.second
                WHERE o.account_id = row.account_id AND o.currency = row.key::character(3);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_link_removed AFTER UPDATE ON organization_link
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION organization_link_removed();

-- What is owed on new items reaches every account above. Whoever writes items to accounts that others
-- can see shares the lock of structure changes, so that no account changes its place meanwhile; an
-- account made in this very transaction has its place from this transaction alone, and a load in
-- bulk need not wait.
CREATE FUNCTION organization_item_added() RETURNS trigger LANGUAGE plpgsql
    SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    accounts uuid[];
    codes    text[];
    dues     bigint[];
    credits  bigint[];
BEGIN
    IF EXISTS (SELECT FROM written w JOIN account a ON a.id = w.account_id
               WHERE a.created_at <> now() OR a.xmin <> pg_current_xact_id()::xid) THEN
        PERFORM pg_advisory_xact_lock_shared(7265, 1);
    END IF;
    SELECT array_agg(g.account_id), array_agg(g.currency), array_agg(g.due), array_agg(g.credit)
    INTO accounts, codes, dues, credits
    FROM (SELECT w.account_id, w.currency::text AS currency,
                 coalesce(sum(w.amount_minor) FILTER (WHERE w.amount_minor > 0), 0)::bigint AS due,
                 coalesce(-sum(w.amount_minor) FILTER (WHERE w.amount_minor < 0), 0)::bigint AS credit
          FROM written w GROUP BY w.account_id, w.currency) AS g;
    IF accounts IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO organization_due AS o (account_id, currency, due_minor, credit_minor)
    -- In one order, so that two who write items at once do not wait for each other.
    SELECT c.account_id, c.key, c.first, c.second
    FROM organization_carried(accounts, codes, dues, credits) AS c
    -- Of several currencies an account on the way may get nothing of one.
    WHERE c.first <> 0 OR c.second <> 0
    ORDER BY c.account_id, c.key
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

-- Counts a change that matters to previews, of these accounts, in their versions and in those of all
-- accounts above them.
CREATE FUNCTION organization_changed(accounts uuid[]) RETURNS void LANGUAGE plpgsql
    -- The plan is kept for the session: made while the tables were empty it must not read them whole
    -- when they are full.
    SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    WITH RECURSIVE above (account_id) AS (
        SELECT unnest(accounts)
        UNION
        SELECT l.parent_id FROM above a
        JOIN organization_link l
            ON l.child_id = a.account_id AND l.superseded_at IS NULL AND upper_inf(l.valid)
    )
    INSERT INTO organization_total AS o (account_id, children, accounts_below, version)
    -- In one order for all, so that two of them never wait for each other.
    SELECT account_id, 0, 0, 1 FROM above ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET version = o.version + 1;
END $$;

CREATE FUNCTION organization_status_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM organization_changed(ARRAY[NEW.id]);
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
