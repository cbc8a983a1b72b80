-- Searching accounts (FIND-1 to FIND-6, decisions 22 to 24). Derived from accounts and rebuildable.

-- Names from here up belong to this slice of the order of names. Slices keep what a pattern of
-- middling frequency costs small: the first of them usually fills the page. One until a bulk load
-- has shown how the names are spread.
CREATE TABLE search_slice (
    slice      smallint PRIMARY KEY CHECK (slice BETWEEN 0 AND 15),
    first_name text COLLATE "C" NOT NULL UNIQUE
);
INSERT INTO search_slice VALUES (0, '');

-- One row per account, written in the transaction that changes the account. No foreign key: the row
-- is derived, accounts are never deleted, and a bulk load would pay for each check.
CREATE TABLE search_document (
    account_id        uuid NOT NULL,
    number            bigint NOT NULL,
    slice             smallint NOT NULL CHECK (slice BETWEEN 0 AND 15),
    status            text COLLATE "C" NOT NULL,
    -- Empty: none.
    organization_type text COLLATE "C" NOT NULL,
    customer_type     text COLLATE "C" NOT NULL,
    -- The folded name, the key of the default order.
    name              text COLLATE "C" NOT NULL,
    -- Every value once: sign of its field, space, folded words, space.
    body              text NOT NULL,
    -- Numbers: identities, billing days, countries, status and types, four digits in a row, and the
    -- letters and pairs that are rare.
    tags              integer[] NOT NULL
);

-- Pairs of letters that too many accounts hold to be worth an index. A pair never leaves the list:
-- documents written meanwhile do not have it among their tags.
CREATE TABLE search_common_gram (
    gram integer PRIMARY KEY
);

-- A random sample of the documents: how often a pattern, with any filters, is to be expected is
-- seen there in a millisecond, without any assumption about which letters go together.
CREATE TABLE search_sample (
    status            text COLLATE "C" NOT NULL,
    organization_type text COLLATE "C" NOT NULL,
    customer_type     text COLLATE "C" NOT NULL,
    name              text COLLATE "C" NOT NULL,
    body              text NOT NULL,
    tags              integer[] NOT NULL
);

-- How many documents the sample stands for.
CREATE TABLE search_statistics (
    only_one     boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    documents    bigint NOT NULL,
    refreshed_at timestamptz NOT NULL DEFAULT now()
);

-- Documents of a bulk load, until its end puts them in order: searches do not see them before.
CREATE TABLE search_document_loaded (LIKE search_document);
ALTER TABLE search_document_loaded DROP COLUMN slice;

-- The indexes, in functions, since the end of a bulk load makes them anew: first that of the order, by
-- which the documents are put in order, and those of the keys, then slice after slice, several at a time.
CREATE FUNCTION search_indexes_create() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE search_document ADD CONSTRAINT search_document_pkey PRIMARY KEY (account_id);
    CREATE UNIQUE INDEX search_document_number_key ON search_document (number);
    CREATE UNIQUE INDEX IF NOT EXISTS search_document_name_idx ON search_document (name, number);
    CREATE INDEX search_document_facet_idx
        ON search_document (status, organization_type, customer_type, name, number);
END $$;

CREATE FUNCTION search_slice_index_create(part integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Of the body what stands before the numbers and phones, which are digits alone: three of those
    -- stand in one account in thirty, and tags lead to four.
    EXECUTE format('CREATE INDEX IF NOT EXISTS search_document_gram_%s_idx ON search_document '
        'USING gin (split_part(body, ''#'', 1) gin_trgm_ops, tags) '
        -- A short list of what is not yet in the index: a search reads through it each time.
        'WITH (gin_pending_list_limit = 256) WHERE slice = %s', part, part);
    -- The search brings what it needs to know with it: nobody asks for these.
    EXECUTE format('ALTER INDEX search_document_gram_%s_idx ALTER COLUMN 1 SET STATISTICS 0', part);
END $$;

CREATE FUNCTION search_indexes_drop() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE search_document DROP CONSTRAINT IF EXISTS search_document_pkey;
    DROP INDEX IF EXISTS search_document_number_key, search_document_name_idx, search_document_facet_idx;
    FOR part IN 0..15 LOOP
        EXECUTE format('DROP INDEX IF EXISTS search_document_gram_%s_idx', part);
    END LOOP;
END $$;

SELECT search_indexes_create();
SELECT search_slice_index_create(part) FROM generate_series(0, 15) AS part;
