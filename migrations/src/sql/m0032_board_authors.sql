-- Nobody approves their own what-if board (SEC-1): who began it and who planned its steps, by staff user.
-- Of a board from before there are none; its owner is known by name then.
ALTER TABLE what_if_board ADD COLUMN authors uuid[] NOT NULL DEFAULT '{}';
