import { getJson } from "../../../api/client.ts";
import { saveJson } from "../../../ui/save-json.ts";

export const MOST_EXPORTED = 50;

/** The spans of several traces as one OTLP JSON document, the traces in the given order. Throws ApiError. */
async function otlpOf(traceIds: readonly string[]): Promise<{ readonly resourceSpans: readonly unknown[] }> {
	const resourceSpans: unknown[] = [];
	// one after another: each may be large, and none is waited for by anybody else
	for (const traceId of traceIds) {
		const trace = await getJson("traceOtlp", { path: { traceId } });
		resourceSpans.push(...trace.resourceSpans);
	}
	return { resourceSpans };
}

/** Hand the traces to the browser as a file. */
export async function downloadOtlp(traceIds: readonly string[]): Promise<void> {
	saveJson(`traces-${traceIds.length}.otlp.json`, await otlpOf(traceIds));
}
