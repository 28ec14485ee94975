-- Templates of log messages: what the ids in packs of kind 4 stand for, and what the next seal goes on from. See docs/formats/rollups.md.
CREATE TABLE log_template (
	partition INTEGER NOT NULL,         -- 0 main, 1 demo
	namespace TEXT NOT NULL,
	service TEXT NOT NULL,
	version INTEGER NOT NULL,           -- rollup_state.changes of the transaction that wrote it
	templates BLOB NOT NULL,            -- zstd of JSON
	PRIMARY KEY (partition, namespace, service)
) STRICT, WITHOUT ROWID;

-- Log records were not counted before: blocks of them are rolled up after the start.
UPDATE block SET checksum = checksum - rolled_up * 8589934592, rolled_up = 0 WHERE signal = 3;
