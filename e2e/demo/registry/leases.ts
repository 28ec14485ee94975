/** Keys that live as long as the lease they hang on. Pure but for its own state: the time is handed in. */
import type { KeyValue, RangeAnswer } from "./wire.ts";

export interface Leases {
	grant(ttlSeconds: number, nowMs: number): string;
	/** The lease's TTL in seconds, 0 when it is over. */
	keepAlive(id: string, nowMs: number): number;
	revoke(id: string): void;
	/** False when the lease is over. */
	put(key: string, value: string, lease: string): boolean;
	/** Keys in [key, rangeEnd), or the one key without an end; base64 in and out. */
	range(key: string, rangeEnd: string | undefined, nowMs: number): RangeAnswer;
}

interface Lease {
	readonly ttlSeconds: number;
	readonly endsAt: number;
}

export function createLeases(): Leases {
	const leases = new Map<string, Lease>();
	const pairs = new Map<string, KeyValue>();
	let revision = 1;
	let nextLease = 7_587_870_000_000_000n;
	const revoke = (id: string): void => {
		leases.delete(id);
		for (const [key, pair] of pairs) if (pair.lease === id) pairs.delete(key);
	};
	const expire = (nowMs: number): void => {
		for (const [id, lease] of leases) if (lease.endsAt <= nowMs) revoke(id);
	};
	return {
		grant: (ttlSeconds, nowMs) => {
			nextLease += 1n;
			leases.set(String(nextLease), { ttlSeconds, endsAt: nowMs + ttlSeconds * 1000 });
			return String(nextLease);
		},
		keepAlive: (id, nowMs) => {
			expire(nowMs);
			const lease = leases.get(id);
			if (lease === undefined) return 0;
			leases.set(id, { ...lease, endsAt: nowMs + lease.ttlSeconds * 1000 });
			return lease.ttlSeconds;
		},
		revoke,
		put: (key, value, lease) => {
			if (lease !== "0" && !leases.has(lease)) return false;
			revision += 1;
			const before = pairs.get(key);
			const created = before?.create_revision ?? String(revision);
			const version = String(Number(before?.version ?? 0) + 1);
			pairs.set(key, { key, value, lease, create_revision: created, mod_revision: String(revision), version });
			return true;
		},
		range: (key, rangeEnd, nowMs) => {
			expire(nowMs);
			const from = text(key);
			const end = rangeEnd === undefined ? undefined : text(rangeEnd);
			const isIn = (at: string) => (end === undefined ? at === from : at >= from && at < end);
			const kvs = [...pairs.values()].filter((pair) => isIn(text(pair.key))).sort((a, b) => (text(a.key) < text(b.key) ? -1 : 1));
			return { kvs, count: String(kvs.length) };
		},
	};
}

function text(base64: string): string {
	return Buffer.from(base64, "base64").toString();
}
