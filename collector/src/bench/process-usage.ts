/** What a process of this machine used, from /proc: all its threads. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Linux counts in hundredths of a second for every program. */
const TICKS_PER_SECOND = 100;
const UTIME_AFTER_NAME = 11;

/** User and system time since its start. */
export function cpuSecondsOf(pid: number): number {
	return secondsIn(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

/** The same by the names of its threads: main, workers (the writer most of all), and those on which V8 compiles and collects. */
export function cpuSecondsByThread(pid: number): ReadonlyMap<string, number> {
	const byName = new Map<string, number>();
	for (const thread of readdirSync(`/proc/${pid}/task`)) {
		const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
		const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
		byName.set(name, (byName.get(name) ?? 0) + secondsIn(text));
	}
	return byName;
}

function secondsIn(text: string): number {
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	return (Number(fields[UTIME_AFTER_NAME]) + Number(fields[UTIME_AFTER_NAME + 1])) / TICKS_PER_SECOND;
}

export interface Memory {
	readonly residentBytes: number;
	readonly peakBytes: number;
}

export function memoryOf(pid: number): Memory {
	const text = readFileSync(`/proc/${pid}/status`, "utf8");
	const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);
	return { residentBytes: 1024 * kib("VmRSS"), peakBytes: 1024 * kib("VmHWM") };
}

/** Sizes of all files below a folder. */
export function folderBytes(folder: string): number {
	let bytes = 0;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (entry.isDirectory()) bytes += folderBytes(join(folder, entry.name));
		else if (entry.isFile()) bytes += statSync(join(folder, entry.name)).size;
	}
	return bytes;
}
