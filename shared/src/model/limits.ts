/**
 * Every limit that a sender or a client can meet; the name ends in its unit where it is not a count. Whatever is over a limit is refused
 * or cut with a counter, never silently. Source: `otlp.md` §2, `engine.md` §2.6.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
	/** One request, on the wire and after decompression. */
	requestBytes: 64 * MIB,
	/** Received and not yet published; one larger request is admitted alone. */
	inFlightBytes: 32 * MIB,
	responseBytes: 4 * MIB,
	connectionsPerListener: 1024,
	connectionsPerAddress: 256,
	streamsPerConnection: 128,
	headersTimeoutMs: 10_000,
	bodyTimeoutMs: 60_000,
	idleTimeoutMs: 75_000,
	headerBytes: 16 * KIB,
	itemsPerRequest: 200_000,
	/** Objects and lists of one OTLP/JSON request. */
	jsonContainers: 4_000_000,
	attributesPerItem: 1024,
	keyBytes: 512,
	valueBytes: 64 * KIB,
	spanNameBytes: 1024,
	logBodyBytes: 256 * KIB,
	eventsPerSpan: 512,
	linksPerSpan: 512,
	/** Nesting of an AnyValue that is kept; deeper parts are cut. */
	valueDepthKept: 32,
	/** Nesting that is still parsed; an item beyond it is rejected. */
	valueDepthParsed: 64,
	openColumnBytes: 96 * MIB,
	cacheBytesPerWorker: 64 * MIB,
	queryTimeoutMs: 10_000,
	queryTimeoutMaxMs: 60_000,
	/** At the same time, by turns; there are at least two workers. */
	queriesPerWorker: 4,
	/** Beyond what runs; one more is refused. */
	queriesWaiting: 64,
	liveConnections: 100,
	pageRows: 100,
	pageRowsMax: 1000,
	/** Points of one metric in one answer: a chart needs more rows than a list. */
	metricPointsMax: 10_000,
	rangeMs: 30 * 24 * 3_600_000,
	futureWindowMs: 24 * 3_600_000,
	answerBytes: 32 * MIB,
	compatAnswerBytes: 256 * MIB,
	apiBodyBytes: MIB,
	/** OTLP/JSON that is only shown in Jaeger's form. */
	transformBodyBytes: 16 * MIB,
	/** Nesting of the JSON of a setting or document. */
	documentDepth: 64,
	queryTerms: 64,
	regexCharacters: 256,
	/** Of one answer of autocomplete, and the rows that it may look at, newest first. */
	suggestedKeys: 10_000,
	suggestedValues: 1000,
	suggestionRows: 262_144,
	/** Rows that a question for groups of spans may look at, newest first; and keys that one question may ask about. */
	groupedRows: 1_048_576,
	groupKeys: 3,
	facetKeys: 24,
	resendWindowMs: 15 * 60_000,
	/** Distinct operation or metric names, and attribute keys, in the directory of one block; with more it does not list them. */
	blockNames: 1000,
	blockKeys: 2000,
	/** Operations of a service in its roll-ups, by what one thread has met; others are counted under one name. */
	serviceOperations: 2000,
	/** Names in the service register; telemetry of others is stored all the same. */
	services: 1000,
	/** Rows of the status page's table of senders; beyond it the quietest goes. */
	senders: 1000,
	/** Free on the file system of the database: below the larger of the two nothing more is taken. */
	diskReserveBytes: 256 * MIB,
	diskReserveRatio: 0.05,
	/** What a sender is told when the disk is full or fails. */
	diskRetryAfterMs: 30_000,
	/** A database up to this size is checked at the start after an unclean stop (272 ms for 1 GiB). */
	checkedFileBytes: 1024 * MIB,
	/** Text of one file that the page opens by itself, after decompression. A browser's text ends at 512 Mi characters. */
	localFileBytes: 256 * MIB,
} as const;
