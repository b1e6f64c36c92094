-- What is kept of the vault elsewhere; and words that a newer version may add to without every line being written anew.

DROP TRIGGER ledger_keeps_every_line;
DROP TRIGGER ledger_keeps_every_word;

ALTER TABLE ledger RENAME TO former;

CREATE TABLE ledger (
  -- What happened, one line a use case, in order. Lines are never changed or removed: each is hashed together with the
  -- line before it, so that an edited, swapped or missing line shows.
  seq        INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),   -- 1, 2, 3, .. without gaps
  at         INTEGER NOT NULL,                               -- ms since 1970 UTC
  what       TEXT    NOT NULL,                               -- one word: 'approved', 'revoked', ..
  shop       TEXT,                                           -- host, where there is one
  count      INTEGER CHECK (count >= 0),                     -- events imported, details shared, ..
  subject    TEXT,                                           -- name of the file, key of the detail
  grant_id   INTEGER,                                        -- the grant it concerns
  receipt_id INTEGER,                                        -- the receipt it left
  hash       BLOB    NOT NULL CHECK (length(hash) = 32)      -- SHA-256 over the previous hash and this line as JSON
) STRICT;

INSERT INTO ledger (seq, at, what, shop, count, subject, grant_id, receipt_id, hash)
SELECT seq, at, what, shop, count, subject, grant_id, receipt_id, hash FROM former;

DROP TABLE former;

CREATE TRIGGER ledger_keeps_every_line BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_keeps_every_word BEFORE UPDATE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

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
  precision     TEXT    NOT NULL CHECK (precision IN ('second', 'minute', 'day')),
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
  counts        TEXT    NOT NULL CHECK (counts IN ('yes', 'gift', 'cancelled', 'returned')),
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

CREATE TABLE backups (
  -- Where copies of the vault are put by themselves, and how that went. At most one row.
  id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  folder       TEXT    NOT NULL,
  every        TEXT    NOT NULL CHECK (every IN ('day', 'week')),
  keep         INTEGER NOT NULL CHECK (keep BETWEEN 1 AND 100), -- the newest so many stay
  since        INTEGER NOT NULL,               -- ms since 1970 UTC
  succeeded_at INTEGER,                        -- the last copy that was opened and found whole
  failed_at    INTEGER,                        -- the last try since then that failed
  failure      TEXT    CHECK (failure IN ('no-place', 'read-only', 'disk-full', 'other')),
  CHECK ((failed_at IS NULL) = (failure IS NULL))
) STRICT;
