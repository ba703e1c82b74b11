/**
 * The store holds nothing that Kafka does not: it is made anew at each start. Messages stay in Avro, which is as small
 * as they get, and are decoded when somebody looks at one. Moments are milliseconds since the epoch, by Kafka's stamp.
 */
export const tables = `
  -- Not OFF: that is ignored where SQLite is on its guard (defensive), as Node has it, and the journal is a file.
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA temp_store = FILE;
  PRAGMA cache_size = -32000;

  CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (source, number)
  );
  -- One of which only updates are known has no status yet.
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    number TEXT NOT NULL,
    supplier INTEGER,
    status TEXT,
    revision INTEGER NOT NULL DEFAULT 0,
    version TEXT,
    order_date TEXT,
    -- From its date to the first day on which a line is wanted; null where none is.
    lead_ms INTEGER,
    changed_at INTEGER,
    published_at INTEGER NOT NULL DEFAULT 0,
    revision_at INTEGER NOT NULL DEFAULT 0,
    total TEXT,
    currency TEXT,
    response TEXT,
    stock TEXT,
    answered_revision INTEGER NOT NULL DEFAULT 0,
    stocked_revision INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    touched_at INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX orders_by_number ON orders (number);
  CREATE INDEX orders_by_touch ON orders (touched_at, id);
  CREATE INDEX orders_by_status ON orders (source, status);
  CREATE INDEX orders_by_supplier ON orders (supplier);
  CREATE INDEX orders_waiting ON orders (source) WHERE waiting > 0;
  CREATE INDEX orders_unanswered ON orders (revision_at)
    WHERE status = 'ISSUED' AND answered_revision < revision;
  CREATE INDEX orders_unstocked ON orders (revision_at)
    WHERE status = 'ISSUED' AND stocked_revision < revision;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    topic INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    at INTEGER NOT NULL,
    headers TEXT NOT NULL,
    value BLOB NOT NULL
  );
  CREATE INDEX messages_by_order ON messages (order_id);
  CREATE INDEX messages_invalid ON messages (at) WHERE kind = 'invalid';

  CREATE TABLE updates (
    order_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    partner TEXT NOT NULL,
    at INTEGER NOT NULL,
    result TEXT,
    -- Of an update whose outcome was read first.
    settled_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, id)
  ) WITHOUT ROWID;
  CREATE INDEX updates_waiting ON updates (source, at) WHERE result IS NULL;

  CREATE TABLE partners (
    name TEXT PRIMARY KEY,
    updates INTEGER NOT NULL DEFAULT 0,
    applied INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    parked INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    -- Whose orders it answers; null when nobody's, 0 when those of several.
    supplier INTEGER
  ) WITHOUT ROWID;

  -- What the topic of missing answers says of each order; value is the message, as JSON.
  CREATE TABLE said_missing (
    key TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    value TEXT NOT NULL
  );
  CREATE INDEX said_overdue ON said_missing (key) WHERE state = 'OVERDUE';

  CREATE TABLE flow (
    name TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    timed INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    PRIMARY KEY (name, who, at)
  ) WITHOUT ROWID;
`
