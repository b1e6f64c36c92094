CREATE TABLE ledger (
  -- What happened, one line a use case, in order. Lines are never changed or removed: each is hashed together with the
  -- line before it, so that an edited, swapped or missing line shows.
  seq        INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),   -- 1, 2, 3, .. without gaps
  at         INTEGER NOT NULL,                               -- ms since 1970 UTC
  what       TEXT    NOT NULL CHECK (what IN (
               'created', 'unlocked', 'locked', 'imported', 'import-undone', 'confirmed', 'changed', 'hidden', 'shown',
               'removed', 'requested', 'refused', 'approved', 'declined', 'issued', 'delivered', 'updated', 'revoked',
               'deleted', 'closed-by-shop')),
  shop       TEXT,                                           -- host, where there is one
  count      INTEGER CHECK (count >= 0),                     -- events imported, details shared, ..
  subject    TEXT,                                           -- name of the file, key of the detail
  grant_id   INTEGER,                                        -- the grant it concerns
  receipt_id INTEGER,                                        -- the receipt it left
  hash       BLOB    NOT NULL CHECK (length(hash) = 32)      -- SHA-256 over the previous hash and this line as JSON
) STRICT;

CREATE TRIGGER ledger_keeps_every_line BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_keeps_every_word BEFORE UPDATE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TABLE sources (
  -- One imported file, or one file of an imported zip.
  id          INTEGER NOT NULL PRIMARY KEY,
  name        TEXT    NOT NULL,                                  -- as shown: "Your Orders.zip/Order History.csv"
  entry       TEXT,                                              -- full name within the zip
  format      TEXT    NOT NULL,                                  -- what it was recognised as
  file_sha256 BLOB    NOT NULL CHECK (length(file_sha256) = 32), -- of the whole file or zip
  imported_at INTEGER NOT NULL,                                  -- ms since 1970 UTC
  events      INTEGER NOT NULL CHECK (events >= 0),              -- facts it told first
  first_at    INTEGER,                                           -- its earliest fact
  last_at     INTEGER,                                           -- its latest fact
  CHECK ((first_at IS NULL) = (last_at IS NULL))
) STRICT;

CREATE TABLE events (
  -- One fact as one source tells it. Facts that several sources tell stand here several times; all tellings but the best
  -- are shadowed by it and not counted, so that undoing an import brings the other telling back.
  stream        TEXT    NOT NULL CHECK (stream IN ('amazon-orders', 'amazon-digital', 'netflix-views', 'netflix-ratings')),
  at            INTEGER NOT NULL,                    -- ms since 1970 UTC
  seq           INTEGER NOT NULL CHECK (seq > 0),    -- tells facts of one moment apart; says nothing else
  source        INTEGER NOT NULL REFERENCES sources (id),
  shadowed_by   INTEGER REFERENCES sources (id),     -- the source whose telling counts instead
  until         INTEGER NOT NULL CHECK (until >= at),-- start of the last session
  precision     TEXT    NOT NULL CHECK (precision IN ('second', 'minute', 'day')),
  zone          TEXT    NOT NULL CHECK (zone IN ('known', 'unknown')),
  kind          TEXT    NOT NULL CHECK (kind IN ('bought', 'watched', 'listened', 'visited', 'rated')),
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
  rating_scale  TEXT    CHECK (rating_scale IN ('stars', 'thumbs')),
  rating        INTEGER CHECK (rating BETWEEN 0 AND 255),
  counts        TEXT    NOT NULL CHECK (counts IN ('yes', 'gift', 'cancelled', 'returned')),
  file_row      INTEGER NOT NULL,                    -- row in the file, the first after the header being 1
  natural_key   TEXT    NOT NULL,                    -- what the fact is known by in its stream
  PRIMARY KEY (stream, at, seq),
  CHECK ((rating IS NULL) = (rating_scale IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE preferences (
  -- One detail of the profile: what was derived, what the person says, and whether it is hidden. Values are JSON in the
  -- shape of the detail's kind.
  key         TEXT    NOT NULL PRIMARY KEY,       -- "shoes.size"
  standing    TEXT    NOT NULL CHECK (standing IN ('suggested', 'confirmed', 'edited', 'stated')),
  own         TEXT,                               -- the person's word; only this is ever shared
  derived     TEXT,                               -- the newest derivation
  seen        TEXT,                               -- the derivation the person had before them when they last decided
  hidden_at   INTEGER,                            -- never shared, never suggested again, until shown
  sentence    TEXT,                               -- why the derivation is believed
  strength    INTEGER CHECK (strength BETWEEN 1 AND 3),
  event_count INTEGER CHECK (event_count >= 0),   -- events behind it in all; some of them are in evidence
  changed_at  INTEGER NOT NULL,
  CHECK ((own IS NULL) = (standing = 'suggested')),
  CHECK (own IS NOT NULL OR derived IS NOT NULL OR hidden_at IS NOT NULL),
  CHECK ((derived IS NULL) = (sentence IS NULL)
     AND (derived IS NULL) = (strength IS NULL)
     AND (derived IS NULL) = (event_count IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  -- Events behind a derived preference, a sample. Written anew with every derivation, in the transaction that changed the
  -- events, so that none points to an event that is gone.
  key    TEXT    NOT NULL REFERENCES preferences (key) ON DELETE CASCADE,
  place  INTEGER NOT NULL CHECK (place > 0),      -- 1 is the newest
  stream TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  seq    INTEGER NOT NULL,
  PRIMARY KEY (key, place)
) STRICT, WITHOUT ROWID;
