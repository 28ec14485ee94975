/** Figures against their budgets: collected, judged, printed, recorded. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, platform, totalmem } from "node:os";
import { BUDGETS, type Budget } from "./budgets.ts";

export interface Figure {
	readonly key: string;
	readonly value: number;
	/** How often what receiving spans alone costs. */
	readonly multiple?: number;
	readonly note?: string;
}

export type Verdict = "aim" | "met" | "MISSED" | "WRONG" | "not measured";

export interface Line {
	readonly budget: Budget;
	readonly figure: Figure | undefined;
	readonly verdict: Verdict;
}

/** Collects while the bench runs; each line is also printed at once. */
export class Report {
	readonly #figures = new Map<string, Figure>();
	readonly #faults: string[] = [];
	readonly #remarks: string[] = [];
	readonly #say: (line: string) => void;

	constructor(say: (line: string) => void) {
		this.#say = say;
	}

	figure(figure: Figure): void {
		this.#figures.set(figure.key, figure);
		this.#say(`${figure.key} = ${rounded(figure.value)}${figure.note === undefined ? "" : `  (${figure.note})`}`);
	}

	/** An answer that is not what the load generator knows. One is enough to fail. */
	fault(text: string): void {
		this.#faults.push(text);
		this.#say(`WRONG: ${text}`);
	}

	/** A figure without a budget. */
	remark(text: string): void {
		this.#remarks.push(text);
		this.#say(text);
	}

	get faults(): readonly string[] {
		return this.#faults;
	}

	get remarks(): readonly string[] {
		return this.#remarks;
	}

	get figures(): readonly Figure[] {
		return [...this.#figures.values()];
	}

	lines(wanted: (id: string) => boolean): readonly Line[] {
		return BUDGETS.filter(({ id }) => wanted(id)).map((budget) => {
			const figure = this.#figures.get(budget.key);
			return { budget, figure, verdict: verdictOf(budget, figure) };
		});
	}
}

export function verdictOf(budget: Budget, figure: Figure | undefined): Verdict {
	if (figure === undefined) return "not measured";
	if (!Number.isFinite(figure.value)) return "MISSED";
	const within = (limit: number): boolean => (budget.bound === "most" ? figure.value <= limit : figure.value >= limit);
	if (within(budget.aim)) return "aim";
	if (within(budget.must)) return "met";
	return budget.multiple !== undefined && figure.multiple !== undefined && figure.multiple <= budget.multiple ? "met" : "MISSED";
}

export function rounded(value: number): string {
	return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function tableOf(lines: readonly Line[]): string {
	const rows = lines.map(({ budget, figure, verdict }) => {
		const sign = budget.bound === "most" ? "≤" : "≥";
		const must = `${sign} ${budget.must}${budget.multiple === undefined ? "" : ` or ≤ ${budget.multiple} ×`}`;
		const left = budget.needs === undefined ? "" : ` (--${budget.needs})`;
		const measured = figure === undefined ? `–${left}` : rounded(figure.value) + multipleOf(figure);
		return `| ${budget.id} | ${budget.what}, ${budget.unit} | ${must} | ${sign} ${budget.aim} | ${measured} | ${verdict} |\n`;
	});
	return `| | what | must | aim | measured | |\n|---|---|---|---|---|---|\n${rows.join("")}`;
}

const multipleOf = ({ multiple }: Figure): string => (multiple === undefined ? "" : ` (${rounded(multiple)} ×)`);

export function machineOf(): string {
	const model = cpus()[0]?.model.trim() ?? "unknown processor";
	return `${cpus().length} × ${model}, ${Math.round(totalmem() / 1e9)} GB, ${platform()}, client and server on the same machine`;
}

const HEADING = "## The engine";

/** Replace the engine's section of docs/benchmarks.md and keep the others. */
export function recordEngine(file: string, section: string): void {
	const old = existsSync(file) ? readFileSync(file, "utf8") : "# Benchmarks\n";
	const others = old.split(/^(?=## )/m).filter((part) => !part.startsWith(HEADING));
	const [title = "# Benchmarks\n", ...rest] = others;
	writeFileSync(
		file,
		[title.trimEnd(), `${HEADING}\n\n${section.trimEnd()}`, ...rest.map((part) => part.trimEnd())].join("\n\n").concat("\n"),
	);
}
