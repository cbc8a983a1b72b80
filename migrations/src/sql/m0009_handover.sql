-- Which payers changed together with a move or a removal, so that its undo gives them back (HIER-2).

CREATE TABLE organization_move_payer (
    entry_id     uuid NOT NULL REFERENCES audit_entry,
    bill_unit_id uuid NOT NULL REFERENCES bill_unit,
    -- Who paid for it until then.
    from_id      uuid NOT NULL REFERENCES bill_unit,
    to_id        uuid NOT NULL REFERENCES bill_unit,
    PRIMARY KEY (entry_id, bill_unit_id),
    CHECK (from_id <> to_id)
);
CREATE TRIGGER organization_move_payer_stays BEFORE UPDATE OR DELETE ON organization_move_payer
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who paid for a bill unit on a past day.
CREATE INDEX bill_unit_payer_unit_past_idx ON bill_unit_payer (bill_unit_id)
    WHERE superseded_at IS NULL;
