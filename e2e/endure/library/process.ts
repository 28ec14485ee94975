/** What the kernel knows of a process: memory and CPU time. Linux; elsewhere 0. */
import { readFileSync } from "node:fs";

const TICK_MS = 10;

/** User and system time of all its threads so far. */
export function cpuMs(pid: number): number {
	const fields = read(`/proc/${pid}/stat`)
		.replace(/^.*\) /, "")
		.split(" ");
	return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

export function residentBytes(pid: number): number {
	return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** The load of the machine over the last minute. */
export function machineLoad(): string {
	return read("/proc/loadavg").split(" ")[0] ?? "";
}

function read(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}
