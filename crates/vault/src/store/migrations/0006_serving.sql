-- What serves shops while the vault is locked.

CREATE TABLE serving (
  -- While the vault is locked a file of its own serves shops: the grants in force, and no profile. At most one row: in the
  -- vault the key of that file, in that file a sign that it is the one.
  one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  key    BLOB    CHECK (length(key) = 32),                   -- none: this is the file that serves
  filled INTEGER NOT NULL CHECK (filled IN (0, 1))           -- whether that file has its grants
) STRICT;

CREATE TABLE projections (
  -- What grants yield while the vault is locked, as it was when it was locked. Only in the file that serves.
  grant_id INTEGER NOT NULL REFERENCES grants (id),
  place    INTEGER NOT NULL CHECK (place > 0),
  step     INTEGER NOT NULL CHECK (step > 0),                -- the first one that is left holds: some of a value may end
  detail   TEXT    NOT NULL CHECK (json_valid(detail)),      -- group, key, level and value
  ends_at  INTEGER,                                          -- from when on it is not given any more
  PRIMARY KEY (grant_id, place, step)
) STRICT, WITHOUT ROWID;

ALTER TABLE settings RENAME TO former;

CREATE TABLE settings (
  -- How the person wants the vault to behave. Always one row.
  one                 INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  lock_after          INTEGER CHECK (lock_after BETWEEN 1 AND 1440), -- minutes without anybody there; none: not by itself
  lock_on_sleep       INTEGER NOT NULL CHECK (lock_on_sleep IN (0, 1)),
  lock_on_screen_lock INTEGER NOT NULL CHECK (lock_on_screen_lock IN (0, 1)),
  serve               INTEGER NOT NULL CHECK (serve IN (0, 1)),      -- shops get what was approved while it is locked, too
  tray                INTEGER NOT NULL CHECK (tray IN (0, 1)),       -- a sign in the tray of the desktop
  background          INTEGER NOT NULL CHECK (background IN (0, 1))  -- goes on when the window is closed
) STRICT;

INSERT INTO settings (one, lock_after, lock_on_sleep, lock_on_screen_lock, serve, tray, background)
SELECT one, lock_after, lock_on_sleep, lock_on_screen_lock, 0, tray, background FROM former;

DROP TABLE former;
