-- Spans that repeat a span of an earlier request, by their place among the accepted ones of theirs (uint32 little endian). Written when a
-- generation is retired: then the first copies are no longer at hand, and a walk of the journal could not find out again.
CREATE TABLE duplicate_span (
	sequence INTEGER PRIMARY KEY,
	places BLOB NOT NULL
) STRICT;
