import { getJson } from "../../../api/client.ts";

export const MOST_EXPORTED = 50;

/** The spans of several traces as one OTLP JSON document, the traces in the given order. Throws ApiError. */
async function otlpOf(traceIds: readonly string[]): Promise<string> {
	const resourceSpans: unknown[] = [];
	// one after another: each may be large, and none is waited for by anybody else
	for (const traceId of traceIds) {
		const trace = await getJson("traceOtlp", { path: { traceId } });
		resourceSpans.push(...trace.resourceSpans);
	}
	return JSON.stringify({ resourceSpans });
}

/** Hand the traces to the browser as a file. */
export async function downloadOtlp(traceIds: readonly string[]): Promise<void> {
	const text = await otlpOf(traceIds);
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
	link.download = `traces-${traceIds.length}.otlp.json`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
