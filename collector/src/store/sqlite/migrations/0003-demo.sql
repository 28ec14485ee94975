-- Requests that hold items of the demo: what "remove the demo" has to look at, and whether there is anything to remove.
CREATE TABLE demo_request (
	sequence INTEGER PRIMARY KEY,
	share INTEGER NOT NULL              -- 1 some of its resources are the demo's, 2 all are
) STRICT;

-- Requests that were stored before this table was: those above `next` up to `last` have not been looked at yet.
CREATE TABLE demo_scan (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	next INTEGER NOT NULL,
	last INTEGER NOT NULL
) STRICT;
INSERT INTO demo_scan SELECT 1, 0, last FROM journal_sequence;
