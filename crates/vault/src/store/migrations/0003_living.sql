-- Grants that live: ends that stay, pauses, amendments, blocked shops, unsigned requests, the mailbox; and settings.

DROP TRIGGER ledger_keeps_every_line;
DROP TRIGGER ledger_keeps_every_word;

ALTER TABLE ledger RENAME TO former;

CREATE TABLE ledger (
  -- What happened, one line a use case, in order. Lines are never changed or removed: each is hashed together with the
  -- line before it, so that an edited, swapped or missing line shows.
  seq        INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),   -- 1, 2, 3, .. without gaps
  at         INTEGER NOT NULL,                               -- ms since 1970 UTC
  what       TEXT    NOT NULL CHECK (what IN (
               'created', 'unlocked', 'locked', 'imported', 'import-undone', 'confirmed', 'changed', 'hidden', 'shown',
               'removed', 'requested', 'refused', 'approved', 'declined', 'issued', 'delivered', 'updated', 'revoked',
               'deleted', 'closed-by-shop', 'clock-set-back', 'paused', 'resumed', 'narrowed', 'extended', 'shortened',
               'blocked', 'unblocked', 'mailbox-changed', 'settings-changed', 'published', 'key-kept', 'passphrase-changed',
               'recovery-kit-made', 'recovery-kit-removed', 'quick-unlock-on', 'quick-unlock-off')),
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

ALTER TABLE shops RENAME TO former;

CREATE TABLE shops (
  -- A shop that has asked for something, known by the client id that it asked under.
  id              INTEGER NOT NULL PRIMARY KEY,
  client_id       TEXT    NOT NULL UNIQUE,     -- "decentralized_identifier:did:web:shop.example"
  host            TEXT    NOT NULL,            -- "shop.example"; several client ids may be of one host
  key_thumbprint  TEXT,                        -- the key of its first request, or of the last one that was approved; none: unsigned
  first_seen      INTEGER NOT NULL,            -- ms since 1970 UTC
  other_key_since INTEGER,                     -- it signs with another key; updates wait until a request is approved
  CHECK (other_key_since IS NULL OR key_thumbprint IS NOT NULL)
) STRICT;

INSERT INTO shops (id, client_id, host, key_thumbprint, first_seen, other_key_since)
SELECT id, client_id,
  replace(replace(replace(substr(client_id, length('decentralized_identifier:did:web:') + 1), '%3A', ':'), '%5B', '['), '%5D', ']'),
  key_thumbprint, first_seen, other_key_since
FROM former;

DROP TABLE former;

ALTER TABLE requests RENAME TO former;

CREATE TABLE requests (
  -- A sharing request as the shop signed it. It waits until it is decided or its time is over.
  id           INTEGER NOT NULL PRIMARY KEY,
  shop         INTEGER NOT NULL REFERENCES shops (id),
  nonce        TEXT    NOT NULL,               -- never accepted twice from a shop
  request      TEXT    NOT NULL CHECK (json_valid(request)), -- as verified, the original in it
  standing     TEXT    NOT NULL CHECK (standing IN ('new', 'known', 'key-changed', 'unverified')), -- of the shop, when it asked
  detail_count INTEGER NOT NULL CHECK (detail_count > 0),
  filed_at     INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL CHECK (expires_at > filed_at),
  decision     TEXT    CHECK (decision IN ('approved', 'declined')),
  decided_at   INTEGER,
  UNIQUE (shop, nonce),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
) STRICT;

-- Every group was asked for as a whole and by itself, without conditions, by a shop on one host.
INSERT INTO requests (id, shop, nonce, request, standing, detail_count, filed_at, expires_at, decision, decided_at)
SELECT former.id, shop, nonce,
  json_set(request,
    '$.hosts', json_object('own', shops.host, 'others', json_array()),
    '$.sets', json((
      SELECT json_group_array(json_object(
        'required', json(iif(asked.value ->> '$.required', 'true', 'false')),
        'options', json_array(json_array(asked.value ->> '$.id'))))
      FROM json_each(request, '$.groups') AS asked)),
    '$.groups', json((
      SELECT json_group_array(json_object(
        'id', asked.value ->> '$.id',
        'details', json((
          SELECT json_group_array(json_set(detail.value, '$.conditions', json_array()))
          FROM json_each(asked.value, '$.details') AS detail)),
        'options', json_array(json((
          SELECT json_group_array(detail.value ->> '$.key') FROM json_each(asked.value, '$.details') AS detail)))))
      FROM json_each(request, '$.groups') AS asked))),
  standing, detail_count, filed_at, expires_at, decision, decided_at
FROM former JOIN shops ON shops.id = former.shop;

DROP TABLE former;

ALTER TABLE grants RENAME TO former;

CREATE TABLE grants (
  -- What was approved, and what became of it. Whether it is in force is computed from these times, never stored.
  id            INTEGER NOT NULL PRIMARY KEY,
  request       INTEGER NOT NULL UNIQUE REFERENCES requests (id),
  shop          INTEGER NOT NULL REFERENCES shops (id),
  name          TEXT    NOT NULL UNIQUE,       -- its id in tokens, 128 random bits
  details       TEXT    NOT NULL CHECK (json_valid(details)), -- groups, keys, levels and values as they were shown
  duration      TEXT    NOT NULL CHECK (duration IN ('once', '30-days', '90-days', '12-months')),
  given_at      INTEGER NOT NULL,
  until         INTEGER,                       -- its end as it was approved; none for once
  lapses_at     INTEGER NOT NULL,              -- never presented after this moment
  spread        BLOB    NOT NULL CHECK (length(spread) = 16), -- random; keeps updates to several shops apart in time
  signing_key   BLOB,                          -- P-256, PKCS#8; gone when nothing is left to sign
  least_version INTEGER NOT NULL CHECK (least_version > 0), -- the shop is to hold tokens of at least this version
  grant_uri     TEXT,                          -- where the shop takes updates and the revocation
  grant_nonce   TEXT,                          -- what the next update is bound to
  foreign_at    INTEGER,                       -- the shop named an address on another host, which is ignored
  first_sent_at INTEGER,
  last_sent_at  INTEGER,
  ended_at      INTEGER,                       -- its end, once it was seen to have passed: it stays when the clock is set back
  revoked_at    INTEGER,                       -- stopped by the person
  taken_at      INTEGER,                       -- the shop took the revocation
  deleted_at    INTEGER,                       -- the shop's signed date of deletion
  deletion_ack  TEXT,                          -- the shop's signed word that says so, compact JWS
  closed_at     INTEGER,                       -- closed by the shop
  CHECK ((until IS NULL) = (duration = 'once')),
  CHECK ((first_sent_at IS NULL) = (last_sent_at IS NULL)),
  CHECK (grant_nonce IS NULL OR grant_uri IS NOT NULL),
  CHECK (revoked_at IS NULL OR closed_at IS NULL),
  CHECK (taken_at IS NULL OR revoked_at IS NOT NULL),
  CHECK (deleted_at IS NULL OR taken_at IS NOT NULL),
  CHECK ((deletion_ack IS NULL) = (deleted_at IS NULL))
) STRICT;

INSERT INTO grants (id, request, shop, name, details, duration, given_at, until, lapses_at, spread, signing_key, least_version,
  grant_uri, grant_nonce, foreign_at, first_sent_at, last_sent_at, revoked_at, taken_at, deleted_at, deletion_ack, closed_at)
SELECT id, request, shop, name, details, duration, given_at, until, lapses_at, spread, signing_key, 1,
  grant_uri, grant_nonce, foreign_at, first_sent_at, last_sent_at, revoked_at, taken_at, deleted_at, deletion_ack, closed_at
FROM former;

DROP TABLE former;

ALTER TABLE tokens RENAME TO former;

CREATE TABLE tokens (
  -- Every preference token exactly as it was issued: one for each group of details and each version of a grant.
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  version      INTEGER NOT NULL CHECK (version > 0),
  group_id     TEXT    NOT NULL,               -- the shop's name for the group
  token        TEXT    NOT NULL,               -- issuer-signed JWT and disclosures
  details      TEXT    NOT NULL CHECK (json_valid(details)), -- what the disclosures say
  issued_at    INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL CHECK (expires_at > issued_at),
  status_url   TEXT,                           -- the status list that it names
  key_binding  TEXT,                           -- key-binding JWT of the presentation that the shop took, or of the last one
  mailed_at    INTEGER,                        -- since when it has lain in the mailbox, sealed
  delivered_at INTEGER CHECK (delivered_at IS NULL OR key_binding IS NOT NULL),
  PRIMARY KEY (grant_id, version, group_id)
) STRICT, WITHOUT ROWID;

INSERT INTO tokens (grant_id, version, group_id, token, details, issued_at, expires_at, key_binding, delivered_at)
SELECT grant_id, version, group_id, token, details, issued_at, expires_at, key_binding, delivered_at FROM former;

DROP TABLE former;

ALTER TABLE deliveries RENAME TO former;

CREATE TABLE deliveries (
  -- What has to reach a shop or the mailbox: kept until it did, or until it is of no use.
  id        INTEGER NOT NULL PRIMARY KEY,
  grant_id  INTEGER NOT NULL REFERENCES grants (id),
  what      TEXT    NOT NULL CHECK (what IN ('present', 'update', 'renew', 'revoke', 'pause', 'publish')),
  queued_at INTEGER NOT NULL,
  due_at    INTEGER NOT NULL,
  attempts  INTEGER NOT NULL CHECK (attempts >= 0),
  version   INTEGER CHECK (version > 0),       -- of the tokens that were composed last
  closed_at INTEGER,
  outcome   TEXT    CHECK (outcome IN ('taken', 'superseded', 'lapsed', 'closed-by-shop')),
  CHECK ((closed_at IS NULL) = (outcome IS NULL)),
  CHECK (version IS NULL OR what IN ('present', 'update', 'renew'))
) STRICT;

INSERT INTO deliveries (id, grant_id, what, queued_at, due_at, attempts, version, closed_at, outcome)
SELECT id, grant_id, what, queued_at, due_at, attempts, version, closed_at, outcome FROM former;

DROP TABLE former;

CREATE UNIQUE INDEX deliveries_open ON deliveries (grant_id, what) WHERE closed_at IS NULL;

CREATE TABLE pauses (
  -- A time in which a grant sends nothing. The one that is not over holds the grant back.
  id         INTEGER NOT NULL PRIMARY KEY,
  grant_id   INTEGER NOT NULL REFERENCES grants (id),
  since      INTEGER NOT NULL,
  until      INTEGER,                          -- when it is over by itself
  told       TEXT    NOT NULL CHECK (told IN ('not-yet', 'yes', 'cannot')), -- whether the shop knows
  resumed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX pauses_open ON pauses (grant_id) WHERE resumed_at IS NULL;

CREATE TABLE amendments (
  -- What was agreed after the approval: less, coarser, or for another time. The newest one is in force.
  id           INTEGER NOT NULL PRIMARY KEY,
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  agreed_at    INTEGER NOT NULL,
  details      TEXT    NOT NULL CHECK (json_valid(details)), -- groups, keys, levels and values as they were shown
  until        INTEGER NOT NULL,
  shown        TEXT    NOT NULL CHECK (json_valid(shown)), -- everything the person was shown, byte for byte as hashed
  shown_digest TEXT    NOT NULL CHECK (length(shown_digest) = 64) -- SHA-256 of it, hex
) STRICT;

CREATE TABLE blocks (
  -- A host whose requests are not even shown.
  host  TEXT    NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mailboxes (
  -- Where status lists and sealed tokens are published. One that was left stays here until it is emptied.
  id                INTEGER NOT NULL PRIMARY KEY,
  public_url        TEXT    NOT NULL,          -- where shops read
  store             TEXT    NOT NULL CHECK (store IN ('folder', 's3')),
  path              TEXT,
  endpoint          TEXT,
  region            TEXT,
  bucket            TEXT,
  access_key_id     TEXT,
  secret_access_key TEXT,
  certificate       TEXT,                      -- of a private authority, PEM
  since             INTEGER NOT NULL,
  left_at           INTEGER,
  CHECK ((path IS NOT NULL) = (store = 'folder')),
  CHECK ((endpoint IS NOT NULL) = (store = 's3')),
  CHECK ((endpoint IS NULL) = (region IS NULL)
     AND (endpoint IS NULL) = (bucket IS NULL)
     AND (endpoint IS NULL) = (access_key_id IS NULL)
     AND (endpoint IS NULL) = (secret_access_key IS NULL)),
  CHECK (certificate IS NULL OR store = 's3')
) STRICT;

CREATE UNIQUE INDEX mailboxes_used ON mailboxes ((left_at IS NULL)) WHERE left_at IS NULL;

CREATE TABLE objects (
  -- What lies in a mailbox for a grant: a status list that says whether its tokens count, and its newest tokens, sealed.
  mailbox      INTEGER NOT NULL REFERENCES mailboxes (id),
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  kind         TEXT    NOT NULL CHECK (kind IN ('status', 'tokens')),
  name         TEXT    NOT NULL UNIQUE,        -- random, 128 bits
  url          TEXT    NOT NULL UNIQUE,        -- where shops read it
  lies         INTEGER,                        -- the status that it tells, or the version of the tokens; -1: something else
  etag         TEXT,                           -- the store's mark of what lies there
  published_at INTEGER,
  composed     INTEGER,                        -- what was composed last and may lie there, as in lies; -1: its removal
  place        INTEGER,                        -- in the composition that the store has not answered
  doubted      INTEGER NOT NULL CHECK (doubted IN (0, 1)), -- whether something composed before may lie there, too
  PRIMARY KEY (mailbox, grant_id, kind),
  CHECK ((lies IS NULL) = (published_at IS NULL)),
  CHECK (etag IS NULL OR lies IS NOT NULL),
  CHECK (place IS NULL OR composed IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  -- How the person wants the vault to behave. Always one row.
  one                 INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  lock_after          INTEGER CHECK (lock_after BETWEEN 1 AND 1440), -- minutes without anybody there; none: not by itself
  lock_on_sleep       INTEGER NOT NULL CHECK (lock_on_sleep IN (0, 1)),
  lock_on_screen_lock INTEGER NOT NULL CHECK (lock_on_screen_lock IN (0, 1)),
  tray                INTEGER NOT NULL CHECK (tray IN (0, 1)),       -- a sign in the tray of the desktop
  background          INTEGER NOT NULL CHECK (background IN (0, 1))  -- goes on when the window is closed
) STRICT;

INSERT INTO settings (one, lock_after, lock_on_sleep, lock_on_screen_lock, tray, background) VALUES (1, 15, 1, 1, 1, 0);
