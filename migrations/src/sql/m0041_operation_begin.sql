-- Begins an operation in one question: holds back everybody else with the same id until the transaction
-- ends, takes the one lock of structure changes where it is one (decision 18), and only then looks for what
-- was done under this id before (decision 26).
CREATE FUNCTION operation_begin(actor uuid, operation uuid, is_structural boolean)
    RETURNS TABLE (input_hash bytea, answer jsonb) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(actor || ' ' || operation, 26));
    IF is_structural THEN
        PERFORM pg_advisory_xact_lock(7265, 1);
    END IF;
    RETURN QUERY SELECT o.input_hash, o.answer FROM operation o
                 WHERE o.actor_id = actor AND o.operation_id = operation;
END $$;
