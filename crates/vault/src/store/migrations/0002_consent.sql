CREATE TABLE shops (
  -- A shop that has asked for something, known by the host that its key speaks for.
  id              INTEGER NOT NULL PRIMARY KEY,
  client_id       TEXT    NOT NULL UNIQUE,     -- "decentralized_identifier:did:web:shop.example"
  key_thumbprint  TEXT    NOT NULL,            -- the key of its first request, or of the last one that was approved
  first_seen      INTEGER NOT NULL,            -- ms since 1970 UTC
  other_key_since INTEGER                      -- it signs with another key; updates wait until a request is approved
) STRICT;

CREATE TABLE requests (
  -- A sharing request as the shop signed it. It waits until it is decided or its time is over.
  id           INTEGER NOT NULL PRIMARY KEY,
  shop         INTEGER NOT NULL REFERENCES shops (id),
  nonce        TEXT    NOT NULL,               -- never accepted twice from a shop
  request      TEXT    NOT NULL CHECK (json_valid(request)), -- as verified, the signed original in it
  standing     TEXT    NOT NULL CHECK (standing IN ('new', 'known', 'key-changed')), -- of the shop, when it asked
  detail_count INTEGER NOT NULL CHECK (detail_count > 0),
  filed_at     INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL CHECK (expires_at > filed_at),
  decision     TEXT    CHECK (decision IN ('approved', 'declined')),
  decided_at   INTEGER,
  UNIQUE (shop, nonce),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
) STRICT;

CREATE TABLE grants (
  -- What was approved, and what became of it. Whether it is in force is computed from these times, never stored.
  id            INTEGER NOT NULL PRIMARY KEY,
  request       INTEGER NOT NULL UNIQUE REFERENCES requests (id),
  shop          INTEGER NOT NULL REFERENCES shops (id),
  name          TEXT    NOT NULL UNIQUE,       -- its id in tokens, 128 random bits
  details       TEXT    NOT NULL CHECK (json_valid(details)), -- groups, keys, levels and values as they were shown
  duration      TEXT    NOT NULL CHECK (duration IN ('once', '30-days', '90-days', '12-months')),
  given_at      INTEGER NOT NULL,
  until         INTEGER,                       -- its end; none for once
  lapses_at     INTEGER NOT NULL,              -- never presented after this moment
  spread        BLOB    NOT NULL CHECK (length(spread) = 16), -- random; keeps updates to several shops apart in time
  signing_key   BLOB,                          -- P-256, PKCS#8; gone when nothing is left to sign
  grant_uri     TEXT,                          -- where the shop takes updates and the revocation
  grant_nonce   TEXT,                          -- what the next update is bound to
  foreign_at    INTEGER,                       -- the shop named an address on another host, which is ignored
  first_sent_at INTEGER,
  last_sent_at  INTEGER,
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

CREATE TABLE tokens (
  -- Every preference token exactly as it was issued: one for each group of details and each version of a grant.
  grant_id     INTEGER NOT NULL REFERENCES grants (id),
  version      INTEGER NOT NULL CHECK (version > 0),
  group_id     TEXT    NOT NULL,               -- the shop's name for the group
  token        TEXT    NOT NULL,               -- issuer-signed JWT and disclosures
  details      TEXT    NOT NULL CHECK (json_valid(details)), -- what the disclosures say
  issued_at    INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL CHECK (expires_at > issued_at),
  key_binding  TEXT,                           -- key-binding JWT of the last presentation
  delivered_at INTEGER CHECK (delivered_at IS NULL OR key_binding IS NOT NULL),
  PRIMARY KEY (grant_id, version, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  -- What has to reach a shop: kept until it did, or until it is of no use.
  id        INTEGER NOT NULL PRIMARY KEY,
  grant_id  INTEGER NOT NULL REFERENCES grants (id),
  what      TEXT    NOT NULL CHECK (what IN ('present', 'update', 'renew', 'revoke')),
  queued_at INTEGER NOT NULL,
  due_at    INTEGER NOT NULL,
  attempts  INTEGER NOT NULL CHECK (attempts >= 0),
  version   INTEGER CHECK (version > 0),       -- of the tokens that were composed last
  closed_at INTEGER,
  outcome   TEXT    CHECK (outcome IN ('taken', 'superseded', 'lapsed', 'closed-by-shop')),
  CHECK ((closed_at IS NULL) = (outcome IS NULL)),
  CHECK (version IS NULL OR what <> 'revoke')
) STRICT;

CREATE UNIQUE INDEX deliveries_open ON deliveries (grant_id, what) WHERE closed_at IS NULL;

CREATE TABLE receipts (
  -- Proof of a consent. The shop's signed terms stand with the request, the person's signatures with the first tokens.
  id           INTEGER NOT NULL PRIMARY KEY,
  grant_id     INTEGER NOT NULL UNIQUE REFERENCES grants (id),
  given_at     INTEGER NOT NULL,
  shown        TEXT    NOT NULL CHECK (json_valid(shown)), -- everything the person was shown, byte for byte as hashed
  shown_digest TEXT    NOT NULL CHECK (length(shown_digest) = 64) -- SHA-256 of it, hex
) STRICT;
