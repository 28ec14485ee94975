-- Roll-ups: numbers over spans and log records, additive, computed when rows are sealed. See docs/formats/rollups.md.
CREATE TABLE rollup (
	id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: readers keep what they decoded
	kind INTEGER NOT NULL,              -- 1 red, 2 instance, 3 edge, 4 log
	partition INTEGER NOT NULL,         -- 0 main, 1 demo
	step INTEGER NOT NULL,              -- minutes that one row stands for: 1, 10, 60
	merged INTEGER NOT NULL,            -- 0 of one seal; 1 of a closed hour, in whose place it stands
	first_minute INTEGER NOT NULL,      -- of event time, since 1970; both inclusive
	last_minute INTEGER NOT NULL,
	first_service TEXT NOT NULL,        -- least and greatest; '' where rows are in no order of services
	last_service TEXT NOT NULL,
	last_arrival INTEGER NOT NULL,      -- ms; retention counts from it
	bytes BLOB NOT NULL
) STRICT;
-- Holds all that is asked before bytes are read: rows are long.
CREATE INDEX rollup_time ON rollup (kind, merged, step, last_minute, first_minute, partition, first_service, last_service);

-- Links of spans to spans that have not come yet, by partition. Kept 15 minutes of arrival.
CREATE TABLE waiting_link (
	partition INTEGER PRIMARY KEY,
	links BLOB NOT NULL                 -- zstd of JSON
) STRICT;

-- `changes` is raised by each transaction that changes table rollup.
CREATE TABLE rollup_state (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	changes INTEGER NOT NULL,
	partner_late INTEGER NOT NULL,      -- spans whose parent is in a block that is too old to be looked at
	dropped_early INTEGER NOT NULL      -- links given up because there were too many
) STRICT;
INSERT INTO rollup_state VALUES (1, 0, 0, 0);

-- Who emitted anything, of any signal. Times in ms of arrival.
CREATE TABLE instance (
	partition INTEGER NOT NULL,
	environment TEXT NOT NULL,
	namespace TEXT NOT NULL,
	service TEXT NOT NULL,
	version TEXT NOT NULL,
	instance TEXT NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	gaps TEXT NOT NULL,                 -- JSON: how many times so long passed between requests, by power of two of ms
	PRIMARY KEY (partition, environment, namespace, service, version, instance)
) STRICT, WITHOUT ROWID;

-- Blocks that are not in the roll-ups yet: those of earlier versions.
ALTER TABLE block ADD COLUMN rolled_up INTEGER NOT NULL DEFAULT 0;
