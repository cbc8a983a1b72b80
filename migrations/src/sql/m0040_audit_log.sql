-- The audit log of the installation: entries of no account, the latest first (NEWS-2). Among millions of
-- entries of accounts they are few.
CREATE INDEX audit_entry_installation_idx ON audit_entry (id DESC) WHERE account_id IS NULL;
