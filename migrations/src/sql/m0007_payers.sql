-- The billing hierarchy: bill units that pay for other bill units, on two axes of time (HIER-1,
-- decisions 1, 14, 15).

-- A row says who pays from its first day on; a cycle is paid by whoever pays on the cycle's first day,
-- so that a change counts from the next cycle and nothing is written ahead (decisions 2, 15). A bill
-- unit without a row pays for itself.
CREATE TABLE bill_unit_payer (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bill_unit_id  uuid NOT NULL REFERENCES bill_unit,
    payer_id      uuid NOT NULL REFERENCES bill_unit,
    valid         daterange NOT NULL CHECK (NOT isempty(valid)),
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz,
    CONSTRAINT bill_unit_payer_not_itself CHECK (bill_unit_id <> payer_id),
    -- One payer on any day; what was superseded does not count. The expression hides the index from
    -- all else (see organization_link_one_parent_excl).
    CONSTRAINT bill_unit_payer_one_payer_excl
        EXCLUDE USING gist (coalesce(bill_unit_id, payer_id) WITH =, valid WITH &&)
        WHERE (superseded_at IS NULL)
);
-- The present: the open-ended row is the one of today (decision 2).
CREATE UNIQUE INDEX bill_unit_payer_unit_key ON bill_unit_payer (bill_unit_id) INCLUDE (payer_id)
    WHERE superseded_at IS NULL AND upper_inf(valid);
CREATE INDEX bill_unit_payer_payer_idx ON bill_unit_payer (payer_id, bill_unit_id)
    WHERE superseded_at IS NULL AND upper_inf(valid);
-- For what was so on any day: the rule against chains asks it of every new row.
CREATE INDEX bill_unit_payer_past_idx ON bill_unit_payer (payer_id) WHERE superseded_at IS NULL;

-- Every change of payers takes the one lock of all structure changes before it touches a row: a move
-- that hands payers over and a change of payers cannot wait for each other (decision 18).
CREATE TRIGGER bill_unit_payer_lock BEFORE INSERT OR UPDATE ON bill_unit_payer
    FOR EACH STATEMENT EXECUTE FUNCTION organization_structure_lock();

-- One level, whoever writes: on no day does a bill unit that pays for others have a payer, and so
-- there is neither a chain nor a cycle (HIER-1). Each row sees those that the same statement wrote
-- before it, and under the lock all that others wrote. Payer and paid-for have one currency.
CREATE FUNCTION bill_unit_payer_no_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7265, 1);
    IF EXISTS (SELECT FROM bill_unit_payer p WHERE p.bill_unit_id = NEW.payer_id
                   AND p.superseded_at IS NULL AND p.valid && NEW.valid)
       OR EXISTS (SELECT FROM bill_unit_payer p WHERE p.payer_id = NEW.bill_unit_id
                      AND p.superseded_at IS NULL AND p.valid && NEW.valid) THEN
        RAISE EXCEPTION 'who pays for others pays for itself'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_unit_payer_no_chain';
    END IF;
    IF (SELECT count(DISTINCT a.currency) FROM bill_unit u JOIN account a ON a.id = u.account_id
        WHERE u.id IN (NEW.bill_unit_id, NEW.payer_id)) <> 1 THEN
        RAISE EXCEPTION 'a bill unit is paid in its own currency'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'bill_unit_payer_currency';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bill_unit_payer_no_chain BEFORE INSERT ON bill_unit_payer
    FOR EACH ROW EXECUTE FUNCTION bill_unit_payer_no_chain();

CREATE TRIGGER bill_unit_payer_superseded BEFORE UPDATE ON bill_unit_payer
    FOR EACH ROW EXECUTE FUNCTION superseded_only();
CREATE TRIGGER bill_unit_payer_stays BEFORE DELETE ON bill_unit_payer
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A new payer is counted by both accounts and all above them, as a new status is: a preview of a move
-- that was made before is then known to be out of date (decision 19).
CREATE FUNCTION bill_unit_payer_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM organization_changed(ARRAY(
        SELECT u.account_id FROM touched t
        CROSS JOIN LATERAL (VALUES (t.bill_unit_id), (t.payer_id)) AS side (id)
        JOIN bill_unit u ON u.id = side.id));
    RETURN NULL;
END $$;
CREATE TRIGGER bill_unit_payer_added AFTER INSERT ON bill_unit_payer
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION bill_unit_payer_changed();
CREATE TRIGGER bill_unit_payer_removed AFTER UPDATE ON bill_unit_payer
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION bill_unit_payer_changed();
