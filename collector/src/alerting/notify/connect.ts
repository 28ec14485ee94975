/** The only way of messages to the network: every connection is checked at its address, inside the look-up that the connection itself uses. */
import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction, connect as netConnect, type Socket } from "node:net";
import { type AddressGuard, assertAllowed } from "./address-guard.ts";

/** How names become addresses; tests hand in another. */
export type Resolve = (host: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

export const resolveBySystem: Resolve = (host, done) =>
	systemLookup(host, { all: true }, (error, addresses) => done(error, error === null ? addresses : []));

export interface ConnectOptions {
	/** Without brackets. */
	readonly host: string;
	readonly port: number;
	readonly guard: AddressGuard;
	readonly resolve: Resolve;
}

/**
 * A socket that connects, to an address that the guard allows.
 *
 * Throws  what the guard says of a literal address; of a name the socket fails with the same.
 */
export function connectGuarded({ host, port, guard, resolve }: ConnectOptions): Socket {
	if (isIP(host) !== 0) assertAllowed({ host, address: host, port }, guard);
	return netConnect({ host, port, lookup: guardedLookup(port, guard, resolve), autoSelectFamily: true });
}

/** One forbidden address among those of a name forbids all of them. */
function guardedLookup(port: number, guard: AddressGuard, resolve: Resolve): LookupFunction {
	return (host, options, callback) => {
		resolve(host, (error, addresses) => {
			const [first] = addresses;
			const failure = error ?? (first === undefined ? new Error(`${host} has no address`) : faultOf(host, port, addresses, guard));
			if (failure !== undefined || first === undefined) callback(failure ?? null, "", 0);
			else if (options.all === true) callback(null, [...addresses]);
			else callback(null, first.address, first.family);
		});
	};
}

function faultOf(host: string, port: number, addresses: readonly LookupAddress[], guard: AddressGuard): Error | undefined {
	try {
		for (const { address } of addresses) assertAllowed({ host, address, port }, guard);
		return undefined;
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}
