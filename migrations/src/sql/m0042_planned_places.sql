-- What is scheduled is tied to the place from which it was shown (decision 19): with another day it was shown
-- anew, and so may its place be another. What is done says what was done, which may be from another place than
-- was planned.
CREATE OR REPLACE FUNCTION deferred_action_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := '{state,ended_entry_id,failures,failed_on,failure_code,failure_sentence}';
BEGIN
    IF NEW.state = 'pending' AND NEW.number > OLD.number AND NEW.due_on <> OLD.due_on
       AND NEW.request #- '{move,request,effective}' #- '{move,from}' #- '{removal,from}'
         = OLD.request #- '{move,request,effective}' #- '{move,from}' #- '{removal,from}' THEN
        may_change := may_change || '{due_on,number,request,sentence}'::text[];
    ELSIF NEW.state = 'done' THEN
        may_change := may_change || '{sentence}'::text[];
    END IF;
    IF OLD.state NOT IN ('pending', 'failed')
       OR (NEW.failures < OLD.failures AND NEW.due_on = OLD.due_on)
       OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'an action that is % never changes', OLD.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'deferred_action_goes_on';
    END IF;
    RETURN NEW;
END $$;
