-- A new billing day or frequency counts from the next cycle (BIL-2): where a bill unit's rhythm was
-- changed, the bounds between cycles that the rhythm alone does not tell.
ALTER TABLE bill_unit
    -- The end of the cycle that was running when the rhythm changed.
    ADD COLUMN cycle_ends_on date,
    -- From when on every cycle is a regular one; between both lies one short or long cycle, or none.
    ADD COLUMN regular_from  date,
    ADD CONSTRAINT bill_unit_turn CHECK (
        (cycle_ends_on IS NULL) = (regular_from IS NULL) AND regular_from >= cycle_ends_on
    );
