/**
 * Bytes in flight: received and not yet published. One bound for both transports and the store; over it a request is refused with a hint
 * to come back, before its memory is taken. A lease is given back when the store has taken the request, which counts it from then on.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";

/** The share of one request. */
export interface Lease {
	/** Throws `overloaded` when `bytes` more would not fit now; takes nothing. */
	check(bytes: number): void;
	/** Take `bytes` more. Throws `overloaded` when they do not fit; what is held stays held until `release`. */
	grow(bytes: number): void;
	/** Give everything back. Idempotent. */
	release(): void;
}

export interface Admission {
	begin(): Lease;
	/** Throws `overloaded` while nothing more fits: the moment to refuse, before a body is read. */
	checkRoom(): void;
	bytesInFlight(): number;
}

/**
 * A lease fits while all leases together with what the store holds (`storeBytes`) are within `limitBytes`; one that is larger than the
 * whole limit fits when it is alone. The caller bounds single requests.
 */
export function createAdmission(limitBytes: number, storeBytes: () => number = () => 0): Admission {
	let total = 0;
	const begin = (): Lease => {
		let held = 0;
		let open = true;
		const check = (bytes: number): void => {
			const all = total + storeBytes();
			if (!open || (all + bytes > limitBytes && all !== held)) throw overloaded(limitBytes);
		};
		return {
			check,
			grow: (bytes) => {
				check(bytes);
				held += bytes;
				total += bytes;
			},
			release: () => {
				open = false;
				total -= held;
				held = 0;
			},
		};
	};
	const checkRoom = (): void => {
		if (total + storeBytes() >= limitBytes) throw overloaded(limitBytes);
	};
	return { begin, checkRoom, bytesInFlight: () => total + storeBytes() };
}

function overloaded(limitBytes: number): SpanglassError {
	const message = `the collector holds ${limitBytes} bytes that are not stored yet, the most it takes; send again later`;
	return new SpanglassError("overloaded", message, { retryAfterMs: 1000 });
}
