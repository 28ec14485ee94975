-- Sealed blocks replace retired generations: rows of one signal and one partition, sorted, in compressed chunks. Rows of the journal up to
-- a signal's watermark are in blocks and are deleted.
CREATE TABLE block (
	id INTEGER PRIMARY KEY,
	signal INTEGER NOT NULL,
	partition INTEGER NOT NULL,         -- 0 main, 1 demo
	state INTEGER NOT NULL DEFAULT 0,   -- 0 readable, 1 quarantined: its stored bytes are damaged
	first_sequence INTEGER NOT NULL,
	last_sequence INTEGER NOT NULL,
	row_count INTEGER NOT NULL,
	error_count INTEGER NOT NULL,
	min_time BLOB NOT NULL,             -- uint64 nanoseconds, big endian
	max_time BLOB NOT NULL,
	max_end BLOB NOT NULL,
	max_duration BLOB NOT NULL,
	first_arrival INTEGER NOT NULL,     -- ms; retention counts from last_arrival
	last_arrival INTEGER NOT NULL,
	stored_bytes INTEGER NOT NULL,      -- of its chunks
	trace_filter BLOB NOT NULL,
	services TEXT NOT NULL,             -- JSON arrays; NULL: too many to list
	names TEXT,
	keys TEXT,
	arrivals BLOB NOT NULL              -- zstd of JSON, see docs/formats/database.md: when each request arrived, how many rows are here
) STRICT;

-- key = block id << 24 | column << 8 | segment: a block's chunks lie together and are deleted by range.
CREATE TABLE block_chunk (
	key INTEGER PRIMARY KEY,
	bytes BLOB NOT NULL
) STRICT;

-- Blocks that have left the directory and whose chunks are still to be deleted, a slice at a time.
CREATE TABLE dead_block (
	id INTEGER PRIMARY KEY
) STRICT;

-- The last block id ever given: ids are not used twice. `changes` is raised by each transaction that changes table `block`.
CREATE TABLE block_sequence (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	last INTEGER NOT NULL,
	changes INTEGER NOT NULL
) STRICT;
INSERT INTO block_sequence VALUES (1, 0, 0);

-- Items that retention has deleted since the database was made.
CREATE TABLE deletion (
	signal INTEGER NOT NULL,
	reason TEXT NOT NULL,               -- age, size
	items INTEGER NOT NULL,
	PRIMARY KEY (signal, reason)
) STRICT, WITHOUT ROWID;

-- What was settled at the first start.
CREATE TABLE retention (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	default_bytes INTEGER NOT NULL      -- of the whole database, where no setting says otherwise
) STRICT;

-- The latest event time (uint64 nanoseconds, big endian) in what retention has deleted: what began before may have lost a part.
ALTER TABLE signal_state ADD COLUMN deleted_until BLOB;

-- Retired generations are walked again and sealed, so what they and the search for the demo's requests needed goes.
UPDATE signal_state SET watermark = 0;
DROP TABLE generation;
DROP TABLE demo_request;
DROP TABLE demo_scan;
