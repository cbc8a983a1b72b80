-- The tree of a past day is today's with what changed since taken back (ORG-8). Of each link this is the
-- day of the last change that it tells of: its end, or the beginning of one that holds.
CREATE INDEX organization_link_since_idx ON organization_link ((coalesce(upper(valid), lower(valid))))
    WHERE superseded_at IS NULL;
