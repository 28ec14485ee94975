/** English texts of the lines above every page that say what is wrong. */
export const bannersEn = {
	insecure:
		"Anyone who reaches this address can read everything here: the collector listens beyond this machine and asks nobody to log in.",
	diskLow: "The disk is full: nothing is stored until there is room again. What is stored can be searched.",
	diskFailing: "The disk fails or is full: nothing is stored until a write succeeds. What is stored can be searched.",
	damaged: "The database is damaged: restart the collector, which sets the file aside and goes on with a new one.",
	logLost: "A part of the database was damaged or missing at the start: what was received last may be lost.",
	setAside: "A damaged database was set aside and a new one was begun: what was stored before is not shown here.",
	blocksDamaged: "Some stored data is damaged and left out of what is shown here.",
	more: "What to do",
} as const;
