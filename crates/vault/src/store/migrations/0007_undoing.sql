-- SQLite builds a table for each list of three words and more in a CHECK, and drops it, with every row: 16 s a million rows and
-- list. The same checks, written out.
ALTER TABLE events RENAME TO former;

CREATE TABLE events (
  -- One fact as one source tells it. Facts that several sources tell stand here several times; all tellings but the best
  -- are shadowed by it and not counted, so that undoing an import brings the other telling back.
  stream        TEXT    NOT NULL,                    -- the history it belongs to: 'amazon-orders', 'netflix-views', ..
  at            INTEGER NOT NULL,                    -- ms since 1970 UTC
  seq           INTEGER NOT NULL CHECK (seq > 0),    -- tells facts of one moment apart; says nothing else
  source        INTEGER NOT NULL REFERENCES sources (id),
  shadowed_by   INTEGER REFERENCES sources (id),     -- the source whose telling counts instead
  until         INTEGER NOT NULL CHECK (until >= at),-- start of the last session
  precision     TEXT    NOT NULL CHECK (precision = 'second' OR precision = 'minute' OR precision = 'day'),
  zone          TEXT    NOT NULL CHECK (zone IN ('known', 'unknown')),
  kind          TEXT    NOT NULL,                    -- 'bought', 'watched', 'listened', 'visited', 'rated', ..
  title         TEXT    NOT NULL,
  show          TEXT,
  season        TEXT,
  episode       TEXT,
  item_id       TEXT,                                -- the shop's number of the item
  category_hint TEXT,                                -- category the export names
  unspsc        TEXT,
  market        TEXT,
  amount_minor  INTEGER,                             -- paid, in the currency's minor unit
  currency      TEXT,                                -- ISO 4217
  quantity      INTEGER NOT NULL CHECK (quantity >= 0),
  seconds       INTEGER CHECK (seconds >= 0),        -- watched
  rating_scale  TEXT,                                -- 'stars', 'thumbs', ..
  rating        INTEGER CHECK (rating BETWEEN 0 AND 255),
  counts        TEXT    NOT NULL CHECK (counts = 'yes' OR counts = 'gift' OR counts = 'cancelled' OR counts = 'returned'),
  file_row      INTEGER NOT NULL,                    -- row in the file, the first after the header being 1
  natural_key   TEXT    NOT NULL,                    -- what the fact is known by in its stream
  PRIMARY KEY (stream, at, seq),
  CHECK ((rating IS NULL) = (rating_scale IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO events (
  stream, at, seq, source, shadowed_by, until, precision, zone, kind, title, show, season, episode, item_id,
  category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale, rating, counts,
  file_row, natural_key
)
SELECT
  stream, at, seq, source, shadowed_by, until, precision, zone, kind, title, show, season, episode, item_id,
  category_hint, unspsc, market, amount_minor, currency, quantity, seconds, rating_scale, rating, counts,
  file_row, natural_key
FROM former;

DROP TABLE former;

-- Undoing an import finds what its source told, and what that stood before, without reading every event.

-- To delete a source is to look for tellings that refer to it.
CREATE INDEX events_by_source ON events (source);

-- Few tellings are shadowed.
CREATE INDEX events_by_shadow ON events (shadowed_by) WHERE shadowed_by IS NOT NULL;
