-- Shops that are to show what they show everybody.

CREATE TABLE plain (
  -- Where plain mode is on: such a shop gets the word that it is not to personalise, and nothing else.
  domain TEXT    NOT NULL PRIMARY KEY,   -- of a shop, whatever host it asks under; '*': every shop
  since  INTEGER NOT NULL                -- ms since 1970 UTC
) STRICT, WITHOUT ROWID;
