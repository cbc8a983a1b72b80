-- The key of an account in the system that it was imported from (API-1). It makes an import safe to
-- repeat, and lets a later file name the account as a parent.

CREATE TABLE account_key (
    account_id uuid PRIMARY KEY REFERENCES account,
    -- Unique in the installation: the same key is never imported twice.
    key        text NOT NULL UNIQUE CHECK (key <> '')
);
CREATE TRIGGER account_key_stays BEFORE UPDATE OR DELETE ON account_key
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
