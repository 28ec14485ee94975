export interface CommandContext {
	/** The data folder. */
	readonly folder: string;
	readonly databasePath: string;
	/** The operands as absolute paths, as many as `usage` names. */
	readonly files: readonly string[];
	/** One line to stdout; what a terminal would act on is taken out. */
	readonly say: (line: string) => void;
}

export interface Command {
	/** Name and operands: `NAME` is needed, `[NAME]` may be left out. */
	readonly usage: string;
	readonly help: string;
	/** Result: the exit code. Throws SpanglassError: one sentence, exit code 1. */
	readonly run: (context: CommandContext) => number | Promise<number>;
}
