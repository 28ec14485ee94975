/** Main-thread work per frame, read from the browser's own trace rather than from the page. */
import type { Page } from "playwright";

interface TraceEvent {
	readonly name: string;
	readonly ph: string;
	readonly pid: number;
	readonly tid: number;
	/** Microseconds. */
	readonly ts: number;
	readonly dur?: number;
	readonly args?: { readonly name?: string };
}

const CATEGORIES = ["toplevel", "cc"];
const FRAME = "ProxyMain::BeginMainFrame";
const TASK = "ThreadControllerImpl::RunTask";

/**
 * Milliseconds of task time on the page's main thread for each frame that was begun while `action` ran, ascending.
 * A frame's work is every task from the beginning of one main frame to the next.
 */
export async function measureFrameWork(page: Page, action: () => Promise<void>): Promise<readonly number[]> {
	const session = await page.context().newCDPSession(page);
	const events: TraceEvent[] = [];
	session.on("Tracing.dataCollected", (data) => events.push(...(data.value as unknown as TraceEvent[])));
	const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
	await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES } });
	await action();
	await session.send("Tracing.end");
	await complete;
	await session.detach();
	return workPerFrame(events);
}

/** Less than two frames of a 120 Hz screen apart are parts of one: the browser notes several beginnings for one frame. */
const SAME_FRAME_MICROS = 8_000;

function distinctStarts(times: readonly number[]): readonly number[] {
	const starts: number[] = [];
	for (const time of times.toSorted((a, b) => a - b))
		if (time - (starts.at(-1) ?? Number.NEGATIVE_INFINITY) >= SAME_FRAME_MICROS) starts.push(time);
	return starts;
}

function workPerFrame(events: readonly TraceEvent[]): readonly number[] {
	const frames = events.filter((event) => event.name === FRAME);
	const busiest = [...Map.groupBy(frames, (event) => `${event.pid}/${event.tid}`).values()].sort((a, b) => b.length - a.length)[0] ?? [];
	const [first] = busiest;
	const starts = distinctStarts(busiest.map((event) => event.ts));
	const tasks = events.filter((event) => event.name === TASK && event.ph === "X" && event.pid === first?.pid && event.tid === first?.tid);
	const work = new Array<number>(Math.max(0, starts.length - 1)).fill(0);
	for (const task of tasks) {
		const index = starts.findLastIndex((start) => start <= task.ts + (task.dur ?? 0));
		if (index >= 0 && index < work.length) work[index] = (work[index] ?? 0) + (task.dur ?? 0) / 1000;
	}
	return work.sort((a, b) => a - b);
}

/** Nearest rank; NaN without values. */
export function quantile(sorted: readonly number[], q: number): number {
	return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}
