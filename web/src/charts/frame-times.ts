/** With `?perf=1` every drawing leaves a `trace-frame` measure in the browser's performance timeline; without it nothing is kept. */
const wanted = typeof location !== "undefined" && new URLSearchParams(location.search).get("perf") === "1";

/** Note a drawing that began at `began` (`performance.now()`) and ends now. */
export function reportFrame(began: number): void {
	if (wanted) performance.measure("trace-frame", { start: began, end: performance.now() });
}

/** Marks of the way from bytes to pixels; the latest of a name counts. */
export function markStep(name: "trace-bytes" | "trace-drawn"): void {
	performance.clearMarks(name);
	performance.mark(name);
}
