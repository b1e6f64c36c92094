-- The person's last word on what is derived from what they imported.

CREATE TABLE rules (
  -- The person's last word on what is derived: what says nothing about them, and where things belong. It holds whatever is
  -- imported, undone and imported again. Of several on one thing the newest counts, and the one before it when that is taken
  -- back.
  id       INTEGER NOT NULL PRIMARY KEY,   -- the higher, the newer
  kind     TEXT    NOT NULL CHECK (kind IN ('item', 'stream', 'area', 'title', 'noun', 'maker')),
  covers   TEXT    NOT NULL,   -- the word of a history or an area, else folded words: what entries are found by
  item_id  TEXT,               -- of an item: the shop's number, after the history it is from
  shown    TEXT    NOT NULL,   -- what it covers, as the person read it when they said so
  why      TEXT    CHECK (why IN ('not-used', 'gift', 'not-me')),
  category TEXT,               -- where a title, the things of a name or a maker's belong; none: in no category that there is
  since    INTEGER NOT NULL,   -- ms since 1970 UTC
  CHECK ((kind = 'item') = (why IS NOT NULL)),
  CHECK (item_id IS NULL OR kind = 'item'),
  CHECK (category IS NULL OR kind IN ('title', 'noun', 'maker'))
) STRICT;
