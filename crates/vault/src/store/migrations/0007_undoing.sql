-- Undoing an import finds what its source told, and what that stood before, without reading every event.

-- To delete a source is to look for tellings that refer to it.
CREATE INDEX events_by_source ON events (source);

-- Few tellings are shadowed.
CREATE INDEX events_by_shadow ON events (shadowed_by) WHERE shadowed_by IS NOT NULL;
