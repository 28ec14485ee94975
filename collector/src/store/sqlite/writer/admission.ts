/** The bound on bytes received and not yet published. Whoever sees a request first asks: main in the product, the writer in tests. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { addInFlight, inFlightBytes, type SharedCells } from "../shared-cells.ts";

const RETRY_AFTER_MS = 500;

/**
 * Count a request's bytes in flight; the writer takes them away when it is published or turned away.
 *
 * Throws  overloaded, when it would pass the bound. A request larger than the bound is admitted alone.
 */
export function admit(cells: SharedCells, bytes: number, limit: number): void {
	const inFlight = inFlightBytes(cells);
	if (inFlight > 0 && inFlight + bytes > limit) {
		throw new SpanglassError("overloaded", "more telemetry is arriving than can be stored", {
			advice: "Send it again after the time given; senders with a retry queue do so by themselves.",
			retryAfterMs: RETRY_AFTER_MS,
		});
	}
	addInFlight(cells, bytes);
}
