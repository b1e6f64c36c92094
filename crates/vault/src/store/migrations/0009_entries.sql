-- The person may keep one entry out, and not all of its title.

ALTER TABLE rules RENAME TO former;

CREATE TABLE rules (
  -- The person's last word on what is derived: what says nothing about them, and where things belong. It holds whatever is
  -- imported, undone and imported again. Of several on one thing the newest counts, and the one before it when that is taken
  -- back.
  id       INTEGER NOT NULL PRIMARY KEY,   -- the higher, the newer
  kind     TEXT    NOT NULL CHECK (kind IN ('item', 'entry', 'stream', 'area', 'title', 'noun', 'maker')),
  covers   TEXT    NOT NULL,   -- of an entry what it is known by in its history, after that; the word of a history or an area;
                               -- else folded words: what entries are found by
  item_id  TEXT,               -- of an item: the shop's number, after the history it is from
  at       INTEGER,            -- of an entry: when it was, ms since 1970 UTC
  shown    TEXT    NOT NULL,   -- what it covers, as the person read it when they said so
  why      TEXT    CHECK (why IN ('not-used', 'gift', 'not-me')),
  category TEXT,               -- where a title, the things of a name or a maker's belong; none: in no category that there is
  since    INTEGER NOT NULL,   -- ms since 1970 UTC
  CHECK ((kind IN ('item', 'entry')) = (why IS NOT NULL)),
  CHECK (item_id IS NULL OR kind = 'item'),
  CHECK ((kind = 'entry') = (at IS NOT NULL)),
  CHECK (category IS NULL OR kind IN ('title', 'noun', 'maker'))
) STRICT;

INSERT INTO rules (id, kind, covers, item_id, at, shown, why, category, since)
SELECT id, kind, covers, item_id, NULL, shown, why, category, since FROM former;

DROP TABLE former;
