/** With `?perf=1` every drawing leaves a `trace-frame` measure in the browser's performance timeline; without it nothing is kept. */
const wanted = typeof location !== "undefined" && new URLSearchParams(location.search).get("perf") === "1";

/** Note a drawing that began at `began` (`performance.now()`) and ends now. */
export function reportFrame(began: number): void {
	if (wanted) performance.measure("trace-frame", { start: began, end: performance.now() });
}

/** Note that the bytes of a trace are here, or that it was drawn whole for the first time since then. */
export function markStep(name: "trace-bytes" | "trace-drawn"): void {
	if (name === "trace-bytes") {
		performance.clearMarks("trace-bytes");
		performance.clearMarks("trace-drawn");
	} else if (performance.getEntriesByName(name, "mark").length > 0) return;
	performance.mark(name);
}
