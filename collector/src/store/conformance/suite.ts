/**
 * One suite for every backend. A backend's own test file calls `describeTelemetryStore` with a way to open an empty store; answers are
 * compared with facts and with the memory store, which is the reference.
 */
import { describe } from "vitest";
import type { TelemetryReader, TelemetryWriter } from "../api/telemetry-store.ts";
import { activityCases } from "./cases/activity.ts";
import { demoCases } from "./cases/demo.ts";
import { duplicateCases } from "./cases/duplicates.ts";
import { firstErrorCases } from "./cases/first-errors.ts";
import { ingestCases } from "./cases/ingest.ts";
import { logCountCases } from "./cases/log-counts.ts";
import { logRollupCases } from "./cases/log-rollups.ts";
import { logTextCases } from "./cases/log-text.ts";
import { matchCases } from "./cases/matches.ts";
import { oracleCases } from "./cases/oracle.ts";
import { pageCases } from "./cases/pages.ts";
import { readBackCases } from "./cases/read-back.ts";
import { rollupCases } from "./cases/rollups.ts";
import { spanCases } from "./cases/spans.ts";
import { suggestionCases } from "./cases/suggestions.ts";
import { traceFilterCases } from "./cases/trace-filters.ts";

export interface OpenedStore {
	/** Set when what is read comes in so many pieces that points of one series which arrived late stand after earlier ones. */
	readonly sealsEarly?: boolean;
	readonly writer: TelemetryWriter;
	readonly reader: TelemetryReader;
	/** Stop everything; with `reopen`, answer the same data in a fresh instance. */
	close(): Promise<void>;
	/** Undefined for a store that keeps nothing on disk. */
	readonly reopen: (() => Promise<OpenedStore>) | undefined;
}

export type OpenStore = () => Promise<OpenedStore>;

export function describeTelemetryStore(name: string, open: OpenStore): void {
	describe(`${name} store`, () => {
		ingestCases(open);
		firstErrorCases(open);
		activityCases(open);
		duplicateCases(open);
		demoCases(open);
		readBackCases(open);
		oracleCases(open);
		traceFilterCases(open);
		pageCases(open);
		logCountCases(open);
		logTextCases(open);
		spanCases(open);
		rollupCases(open);
		logRollupCases(open);
		suggestionCases(open);
		matchCases(open);
	});
}
