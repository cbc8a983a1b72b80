-- A removal from an organization can be scheduled too (ORG-4, OPS-1).
ALTER TABLE deferred_action DROP CONSTRAINT deferred_action_kind_check;
ALTER TABLE deferred_action ADD CONSTRAINT deferred_action_kind_check
    CHECK (kind IN ('move', 'removal', 'board'));
