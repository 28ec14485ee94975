/** The runner's last words: what each service exported, as the collector acknowledged it. */
import type { Member } from "./fleet.ts";
import { SERVICE_NAMES } from "./instance.ts";

const HEAD = ["service", "instances", "spans", "log records", "metric points", "failed"] as const;

/** One row for each service and a total; numbers are exact. */
export function exportTable(members: readonly Member[]): string {
	const rows = SERVICE_NAMES.map((name) =>
		rowOf(
			name,
			members.filter(({ instance }) => instance.service === name),
		),
	);
	const lines = [HEAD, ...rows, rowOf("total", members)];
	const widths = HEAD.map((_title, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
	const text = lines.map((cells) =>
		cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
	);
	const lost = members.filter(({ state }) => state === "lost").map(({ instance }) => instance.id);
	const note = lost.length === 0 ? [] : [`${lost.join(", ")}: killed, what it had not exported is gone`];
	return [...text, ...note, ""].join("\n");
}

function rowOf(name: string, members: readonly Member[]): readonly string[] {
	const sum = (read: (counts: Member["counts"]) => number) => String(members.reduce((total, { counts }) => total + read(counts), 0));
	return [
		name,
		String(members.length),
		sum(({ spans }) => spans),
		sum(({ logRecords }) => logRecords),
		sum(({ metricPoints }) => metricPoints),
		sum(({ failed }) => failed),
	];
}
