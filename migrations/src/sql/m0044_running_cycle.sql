-- A change of payers counts from the next cycle (decision 15): the running one is paid by who paid before its
-- first day. Where the rhythm changed in it, that day does not follow from the new rhythm and is kept.
ALTER TABLE bill_unit ADD COLUMN cycle_began_on date;
