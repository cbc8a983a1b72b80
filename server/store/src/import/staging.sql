-- Where the rows of one import wait, seen by its connection alone. `line` is the line of the file.
-- Nothing is constrained here: every column was read by the domain's rules, and the tables proper
-- have their constraints.

CREATE TEMPORARY TABLE import_account (
    line bigint, good boolean, key text, parent text, id uuid, audit_id uuid, name text,
    name_is_own boolean, status text, status_since date, organization_type text,
    customer_type text, language text, currency text, opened_on date
);
CREATE TEMPORARY TABLE import_contact (
    line bigint, id uuid, position smallint, is_primary boolean, salutation text, first_name text,
    middle_name text, last_name text, job_title text, company text, street text, postal_code text,
    city text, region text, country text, email text, phone_home text, phone_work text,
    phone_mobile text, phone_fax text, phone_pager text
);
CREATE TEMPORARY TABLE import_bill_unit (
    line bigint, id uuid, position smallint, name text, billing_day smallint,
    frequency_months smallint, accounting_type text, payment_terms_days smallint,
    begins_on date
);
CREATE TEMPORARY TABLE import_item (
    line bigint, id uuid, entry_id uuid, bill_unit_id uuid, currency text, amount_minor bigint,
    due_on date
);
CREATE TEMPORARY TABLE import_line (
    line bigint, entry_id uuid, position smallint, ledger text, currency text, amount_minor bigint
);
CREATE TEMPORARY TABLE import_problem (
    id bigint GENERATED ALWAYS AS IDENTITY, line bigint, column_name text, code text, reason text
);
