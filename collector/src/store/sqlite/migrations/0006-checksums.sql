-- What tells that a stored byte is not the one that was written; see "What is protected by what" in docs/formats/database.md.
-- NULL: the row was written before this column was.
ALTER TABLE journal ADD COLUMN checksum INTEGER;
ALTER TABLE duplicate_span ADD COLUMN checksum INTEGER;
ALTER TABLE block ADD COLUMN checksum INTEGER;
ALTER TABLE rollup ADD COLUMN checksum INTEGER;
ALTER TABLE setting ADD COLUMN checksum INTEGER;
ALTER TABLE document ADD COLUMN checksum INTEGER;
ALTER TABLE instance ADD COLUMN checksum INTEGER;
ALTER TABLE signal_state ADD COLUMN checksum INTEGER;
UPDATE signal_state SET checksum = watermark + stored;
