/** The bounds on memory. Whoever sees a request first asks: main in the product, the writer in tests. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { addInFlight, columnBytes, inFlightBytes, type SharedCells } from "../shared-cells.ts";

const RETRY_AFTER_MS = 500;

export interface AdmissionBounds {
	/** Received and not yet published. */
	readonly inFlightBytes: number;
	/** Of open columns, as of the last request or seal. */
	readonly openColumnBytes: number;
}

/**
 * Count a request's bytes in flight; the writer takes them away when it is published or turned away.
 *
 * Throws  overloaded, when it would pass a bound. A request larger than the bound in flight is admitted alone.
 */
export function admit(cells: SharedCells, bytes: number, bounds: AdmissionBounds): void {
	const inFlight = inFlightBytes(cells);
	if (inFlight > 0 && inFlight + bytes > bounds.inFlightBytes) throw overloaded("more telemetry is arriving than can be stored");
	if (columnBytes(cells) > bounds.openColumnBytes) throw overloaded("more telemetry has arrived than could be sealed yet");
	addInFlight(cells, bytes);
}

function overloaded(message: string): SpanglassError {
	return new SpanglassError("overloaded", message, {
		advice: "Send it again after the time given; senders with a retry queue do so by themselves.",
		retryAfterMs: RETRY_AFTER_MS,
	});
}
