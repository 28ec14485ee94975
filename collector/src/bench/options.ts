/** Command line of `npm run bench`. */
import { parseArgs } from "node:util";

export interface Options {
	/** Also 10 M spans and logs, and what needs them. */
	readonly large: boolean;
	/** 4 × the measured capacity for 120 s; part of `large`. */
	readonly overload: boolean;
	readonly record: boolean;
	/** Only these figures, e.g. E1, E6; empty: all. */
	readonly only: ReadonlySet<string>;
	readonly runs: number;
	/** Spans, records and points of the small data set. */
	readonly items: number;
	readonly seed: number;
	readonly profileFolder: string | undefined;
	/** Beside the table, every single figure as JSON. */
	readonly out: string | undefined;
}

const ITEMS = 1_000_000;

export const HELP = `npm run bench [-- options]
  --large          10 M spans and logs as well (about 40 minutes)
  --overload       4 times the measured capacity for 120 s instead of 20 s
  --record         write docs/benchmarks.md
  --only E1,E6     only these figures
  --runs N         ingest runs, the median counts (3; 1 with --only)
  --items N        items of the small data set (1000000); the table says 1 M and 10 M all the same
  --seed N         (1)
  --profile DIR    CPU profiles of the server's threads; CPU and memory figures are then not true
  --out FILE       every figure as JSON
`;

export function parseOptions(argv: readonly string[]): Options | "help" {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			large: { type: "boolean", default: false },
			overload: { type: "boolean", default: false },
			record: { type: "boolean", default: false },
			only: { type: "string", default: "" },
			runs: { type: "string" },
			items: { type: "string", default: String(ITEMS) },
			seed: { type: "string", default: "1" },
			profile: { type: "string" },
			out: { type: "string" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return "help";
	const only = new Set(values.only.split(",").filter((id) => id !== ""));
	const options: Options = {
		large: values.large,
		overload: values.overload || values.large,
		record: values.record,
		only,
		runs: Number(values.runs ?? (only.size > 0 ? 1 : 3)),
		items: Number(values.items),
		seed: Number(values.seed),
		profileFolder: values.profile,
		out: values.out,
	};
	for (const id of only)
		if (!/^(E([1-9]|1[0-7])|A06)$/.test(id)) throw new Error(`--only: no figure is called "${id}"; they are E1 to E17 and A06`);
	for (const number of [options.runs, options.items, options.seed]) {
		if (!Number.isSafeInteger(number) || number < 1) throw new Error("--runs, --items and --seed are whole numbers from 1 on");
	}
	if (options.record && (only.size > 0 || options.items !== ITEMS))
		throw new Error("--record writes the whole table: leave --only and --items out");
	return options;
}
