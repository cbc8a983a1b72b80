-- Items and the double-entry journal, as far as opening balances need them (ENG-5, decisions 12, 28).

-- What a bill unit owes for one reason. Until bills exist the only kind is the opening balance that a
-- company brings from its former system. Negative: the customer's credit.
CREATE TABLE item (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES account,
    bill_unit_id uuid NOT NULL REFERENCES bill_unit,
    kind         text NOT NULL CHECK (kind IN ('opening')),
    currency     character(3) NOT NULL,
    -- In minor units of the currency.
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    due_on       date NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX item_account_idx ON item (account_id);
-- One opening balance per bill unit: a second import cannot double it.
CREATE UNIQUE INDEX item_opening_key ON item (bill_unit_id) WHERE kind = 'opening';
CREATE TRIGGER item_stays BEFORE UPDATE OR DELETE ON item FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE journal_entry (
    id            uuid PRIMARY KEY,
    business_date date NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    kind          text NOT NULL CHECK (kind IN ('opening_balance')),
    account_id    uuid NOT NULL REFERENCES account,
    item_id       uuid REFERENCES item
);
CREATE INDEX journal_entry_account_idx ON journal_entry (account_id);
CREATE TRIGGER journal_entry_stays BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE journal_line (
    entry_id     uuid NOT NULL REFERENCES journal_entry,
    position     smallint NOT NULL,
    -- opening: the counterpart of what was brought from the former system.
    ledger       text NOT NULL CHECK (ledger IN ('receivable', 'customer_credit', 'opening')),
    currency     character(3) NOT NULL,
    -- Minor units; debit positive, credit negative.
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (entry_id, position)
);
CREATE TRIGGER journal_line_stays BEFORE UPDATE OR DELETE ON journal_line
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Debits equal credits at every instant: all lines of an entry are written in one statement, and
-- balance per currency (ENG-5).
CREATE FUNCTION journal_lines_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM written GROUP BY entry_id, currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'the lines of a journal entry do not balance'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'journal_lines_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_lines_balance AFTER INSERT ON journal_line
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION journal_lines_balance();
