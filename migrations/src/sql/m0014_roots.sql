-- The organizations by name: every account with children and no parent. Follows from
-- organization_total and organization_child and can be rebuilt from them (ORG-6).
CREATE TABLE organization_root (
    account_id uuid PRIMARY KEY,
    -- organization_order_name of the account's name.
    name       text COLLATE "C" NOT NULL,
    number     bigint NOT NULL
);

-- Looks again at these accounts. Runs under the lock of structure changes, after their totals and places.
CREATE FUNCTION organization_roots_follow(accounts uuid[]) RETURNS void LANGUAGE plpgsql
    -- The plan is kept for the session: made while the tables were empty it must not read them whole
    -- when they are full.
    SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    DELETE FROM organization_root r USING unnest(accounts) AS t (id)
    WHERE r.account_id = t.id
      AND (EXISTS (SELECT FROM organization_child c WHERE c.child_id = t.id AND c.parent_id IS NOT NULL)
           OR NOT EXISTS (SELECT FROM organization_total o
                          WHERE o.account_id = t.id AND o.children > 0));
    INSERT INTO organization_root (account_id, name, number)
    SELECT a.id, organization_order_name(a.name), a.number
    FROM unnest(accounts) AS t (id) JOIN organization_total o ON o.account_id = t.id AND o.children > 0
    JOIN account a ON a.id = t.id
    WHERE NOT EXISTS (SELECT FROM organization_root r WHERE r.account_id = t.id)
      AND NOT EXISTS (SELECT FROM organization_child c
                      WHERE c.child_id = t.id AND c.parent_id IS NOT NULL)
    -- Whoever renames the account at this moment is waited for.
    FOR SHARE OF a;
END $$;

CREATE FUNCTION organization_roots_linked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM organization_roots_follow(array_agg(DISTINCT t.id))
    FROM (SELECT child_id AS id FROM changed WHERE superseded_at IS NULL AND upper_inf(valid)
          UNION ALL
          SELECT parent_id FROM changed WHERE superseded_at IS NULL AND upper_inf(valid)) AS t;
    RETURN NULL;
END $$;
-- By their names these come after those that keep totals and places.
CREATE TRIGGER organization_link_roots_added AFTER INSERT ON organization_link
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION organization_roots_linked();
CREATE TRIGGER organization_link_roots_removed AFTER UPDATE ON organization_link
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION organization_roots_linked();

-- An account that is renamed takes its new place among its parent's children, or among the organizations.
CREATE OR REPLACE FUNCTION organization_child_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organization_child SET name = organization_order_name(NEW.name) WHERE child_id = NEW.id;
    UPDATE organization_root SET name = organization_order_name(NEW.name) WHERE account_id = NEW.id;
    RETURN NULL;
END $$;

-- What is there already.
INSERT INTO organization_root (account_id, name, number)
SELECT a.id, organization_order_name(a.name), a.number
FROM organization_total o JOIN account a ON a.id = o.account_id
WHERE o.children > 0 AND NOT EXISTS (SELECT FROM organization_child c
                                     WHERE c.child_id = o.account_id AND c.parent_id IS NOT NULL);
CREATE INDEX organization_root_order_idx ON organization_root (name, number) INCLUDE (account_id);
