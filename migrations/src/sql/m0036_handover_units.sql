-- A handover says which bill unit of the paying account pays (HIER-2): what was kept with the account's number
-- alone becomes an account without a chosen bill unit. Nothing else of a kept action or step changes, so that
-- the rules about when they may change have nothing to say.
ALTER TABLE deferred_action DISABLE TRIGGER USER;
UPDATE deferred_action
SET request = jsonb_set(request, '{move,handover}',
                        jsonb_build_object('account', request #> '{move,handover}', 'unit', NULL))
WHERE jsonb_typeof(request #> '{move,handover}') = 'number';
UPDATE deferred_action
SET request = jsonb_set(request, '{removal,handover}',
                        jsonb_build_object('account', request #> '{removal,handover}', 'unit', NULL))
WHERE jsonb_typeof(request #> '{removal,handover}') = 'number';
ALTER TABLE deferred_action ENABLE TRIGGER USER;

ALTER TABLE what_if_step DISABLE TRIGGER USER;
UPDATE what_if_step
SET deed = jsonb_set(deed, '{move,handover}',
                     jsonb_build_object('account', deed #> '{move,handover}', 'unit', NULL))
WHERE jsonb_typeof(deed #> '{move,handover}') = 'number';
ALTER TABLE what_if_step ENABLE TRIGGER USER;
