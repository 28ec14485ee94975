-- Times are Unix milliseconds. Signals: 1 traces, 2 metrics, 3 logs. No table has a row per span, record or point.

-- Requests as received, newest last. The only durable copy of telemetry until blocks exist.
CREATE TABLE journal (
	sequence INTEGER PRIMARY KEY,
	arrived_at INTEGER NOT NULL,
	signal INTEGER NOT NULL,
	encoding INTEGER NOT NULL,          -- 0 protobuf, 1 json
	compression INTEGER NOT NULL,       -- on the wire: 0 identity, 1 gzip
	transport INTEGER NOT NULL,         -- 0 grpc, 1 http
	peer TEXT NOT NULL,
	user_agent TEXT NOT NULL,
	validator_version INTEGER NOT NULL,
	state INTEGER NOT NULL DEFAULT 0,   -- 0 readable, 1 quarantined: its walk threw
	accepted INTEGER NOT NULL,          -- items
	rejected BLOB,                      -- ordinals of rejected items, uint32 little endian; NULL when none
	raw_bytes INTEGER NOT NULL,         -- of the body before compression
	body BLOB NOT NULL                  -- zstd level 1 of the body as received
) STRICT;

-- The last sequence ever given. A row of its own: an emptied journal must not start again at 1.
CREATE TABLE journal_sequence (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	last INTEGER NOT NULL
) STRICT;
INSERT INTO journal_sequence VALUES (1, 0);

-- Per signal: journal rows up to `watermark` belong to retired generations, rows above it to open columns. `stored`: items ever accepted.
CREATE TABLE signal_state (
	signal INTEGER PRIMARY KEY,
	watermark INTEGER NOT NULL,
	stored INTEGER NOT NULL
) STRICT;
INSERT INTO signal_state VALUES (1, 0, 0), (2, 0, 0), (3, 0, 0);

-- What recognises a byte-identical copy of a request for 15 minutes.
CREATE TABLE resend (
	sequence INTEGER PRIMARY KEY,
	arrived_at INTEGER NOT NULL,
	hash BLOB NOT NULL,                 -- SHA-256 over signal, encoding and compressed body
	accepted INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	message TEXT NOT NULL
) STRICT;

-- Directory of retired generations: whole requests of one signal in [first_sequence, last_sequence], to be decoded from the journal.
CREATE TABLE generation (
	signal INTEGER NOT NULL,
	id INTEGER NOT NULL,                -- ascends in order of retirement, over all signals
	first_sequence INTEGER NOT NULL,
	last_sequence INTEGER NOT NULL,
	row_count INTEGER NOT NULL,
	min_time BLOB NOT NULL,             -- uint64 nanoseconds, big endian; of the earliest item
	max_time BLOB NOT NULL,             -- of the latest item
	trace_filter BLOB NOT NULL,         -- empty for metrics
	services TEXT NOT NULL,             -- JSON array of names
	PRIMARY KEY (signal, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE service (
	name TEXT PRIMARY KEY,
	color INTEGER NOT NULL,             -- 1 .. 24, kept for ever
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	signals INTEGER NOT NULL            -- bits: 1 traces, 2 metrics, 4 logs
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
	key TEXT PRIMARY KEY,
	json TEXT NOT NULL,
	version INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	json TEXT NOT NULL,
	version INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
