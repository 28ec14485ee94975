/** Checks of what readers say of services, over the generated hour. */
import { unixNanos } from "@spanglass/shared/units/time";
import { expect } from "vitest";
import type { DurationQuery } from "../../api/service-durations.ts";
import type { TelemetryReader } from "../../api/telemetry-store.ts";
import { FREE_CONTROL, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME } from "../requests.ts";

const TWENTY_MINUTES = { start: WHOLE_HOUR.start, end: unixNanos(BASE_TIME + 1_200_000_000_000n) };

/** Services by name, and the operations of each. */
export async function compareOperations(reader: TelemetryReader, reference: TelemetryReader): Promise<void> {
	const names = await reference.listServiceNames(FREE_CONTROL);
	expect(await reader.listServiceNames(FREE_CONTROL)).toEqual(names);
	for (const name of names) {
		const expected = await reference.listOperations(name, undefined, FREE_CONTROL);
		expect(await reader.listOperations(name, undefined, FREE_CONTROL)).toEqual(expected);
	}
}

/** Durations of every operation of the reference, of half the time, and of an environment. */
export async function compareDurations(reader: TelemetryReader, reference: TelemetryReader): Promise<void> {
	let counted = 0;
	for (const base of await everyOperation(reference)) {
		for (const query of [base, { ...base, range: TWENTY_MINUTES, at: undefined }, { ...base, environment: "env-gateway", at: 1 }]) {
			const expected = await reference.listDurations(query, FREE_CONTROL);
			expect(await reader.listDurations(query, FREE_CONTROL), JSON.stringify(query.name)).toEqual(expected);
			counted += expected.histogram.reduce((sum, bucket) => sum + bucket.count, 0);
		}
	}
	expect(counted).toBeGreaterThan(100);
	const nobody = { service: "nobody", name: "GET", kind: 0, range: WHOLE_HOUR, environment: undefined, at: 5 };
	const nothing = { count: 0, errorCount: 0, below: 0, p50: undefined, p95: undefined, p99: undefined, histogram: [] };
	expect(await reader.listDurations(nobody, FREE_CONTROL)).toEqual(nothing);
}

async function everyOperation(reader: TelemetryReader): Promise<readonly DurationQuery[]> {
	const queries: DurationQuery[] = [];
	for (const service of await reader.listServiceNames(FREE_CONTROL)) {
		for (const { name, kind } of await reader.listOperations(service, undefined, FREE_CONTROL)) {
			queries.push({ service, name, kind, range: WHOLE_HOUR, environment: undefined, at: 250_000 });
		}
	}
	return queries;
}
