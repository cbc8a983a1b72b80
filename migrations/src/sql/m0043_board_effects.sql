-- What a what-if board came to when it was applied: once its steps are made nothing tells it any more. Of a
-- board from before there is none.
ALTER TABLE what_if_board ADD COLUMN effect jsonb CHECK (effect IS NULL OR state = 'applied');
