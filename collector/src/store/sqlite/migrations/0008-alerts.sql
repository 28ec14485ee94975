-- Alerts: where each stands, what changed, incidents with what explains them, and what receivers are still to be told. Rules, silences and
-- receivers are documents. Times are Unix milliseconds.
CREATE TABLE alert (
	rule TEXT NOT NULL,
	key TEXT NOT NULL,                  -- of its labels, 16 hexadecimal digits
	json TEXT NOT NULL,                 -- labels and record
	updated_at INTEGER NOT NULL,
	checksum INTEGER NOT NULL,
	PRIMARY KEY (rule, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_transition (
	id INTEGER PRIMARY KEY,
	rule TEXT NOT NULL,
	key TEXT NOT NULL,
	at INTEGER NOT NULL,
	incident INTEGER,
	json TEXT NOT NULL,
	checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX alert_transition_at ON alert_transition (at, id);
CREATE INDEX alert_transition_alert ON alert_transition (rule, key, at);
CREATE INDEX alert_transition_incident ON alert_transition (incident, id);

CREATE TABLE incident (
	id INTEGER PRIMARY KEY,
	state INTEGER NOT NULL,             -- 0 firing, 1 resolved
	opened_at INTEGER NOT NULL,
	resolved_at INTEGER,
	environment TEXT NOT NULL,
	service TEXT NOT NULL,
	json TEXT NOT NULL,
	checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_opened ON incident (opened_at);

CREATE TABLE incident_event (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	incident INTEGER NOT NULL,
	at INTEGER NOT NULL,
	json TEXT NOT NULL,
	checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_event_incident ON incident_event (incident, id);

CREATE TABLE evidence (
	incident INTEGER PRIMARY KEY,
	json BLOB NOT NULL                  -- zstd of JSON
) STRICT;

-- Traces of the evidence, kept past retention.
CREATE TABLE pinned_trace (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	incident INTEGER NOT NULL,
	trace_id BLOB NOT NULL,             -- 16 bytes
	span_count INTEGER NOT NULL,
	spans BLOB NOT NULL,                -- zstd of OTLP ExportTraceServiceRequest
	logs BLOB NOT NULL                  -- zstd of OTLP ExportLogsServiceRequest; empty: no record
) STRICT;
CREATE INDEX pinned_trace_trace ON pinned_trace (trace_id);
CREATE INDEX pinned_trace_incident ON pinned_trace (incident);

-- One receiver is to be told of one change. Written in the transaction of the change.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	receiver TEXT NOT NULL,
	incident INTEGER,
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	state INTEGER NOT NULL,             -- 0 waiting, 1 delivered, 2 failed, 3 skipped
	attempts INTEGER NOT NULL,
	updated_at INTEGER,
	json TEXT NOT NULL,                 -- group key and notification
	result TEXT,                        -- JSON of the last attempt's result
	checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (state, due_at, id);
CREATE INDEX outbox_incident ON outbox (incident, id);
CREATE INDEX outbox_created ON outbox (created_at);

CREATE TABLE alert_clock (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	evaluated_at INTEGER NOT NULL,
	missed INTEGER NOT NULL,
	last_incident INTEGER NOT NULL,
	last_transition INTEGER NOT NULL
) STRICT;
INSERT INTO alert_clock VALUES (1, 0, 0, 0, 0);
