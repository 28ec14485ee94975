import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { WriterStatus } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { type DemoPort, demoToJson } from "./demo.ts";
import { jsonAnswer } from "./json-answer.ts";

/** What main knows about the process; asked for each answer. */
export interface ProcessStatus {
	readonly version: string;
	readonly startedAt: UnixNanos;
	/** As bound, for exporters. */
	readonly endpoints: { readonly ui: string; readonly grpc: string; readonly http: string };
	/** Listens beyond loopback without authentication. */
	readonly insecure: boolean;
	readonly refusedByReason: Readonly<Record<string, number>>;
	/** Newest first, at most 20. */
	readonly refusals: readonly Refusal[];
	readonly queryWorkers: readonly { readonly id: number; readonly alive: boolean; readonly running: number; readonly restarts: number }[];
	readonly residentBytes: number;
}

interface Refusal {
	readonly time: UnixNanos;
	readonly transport: "grpc" | "http";
	readonly peer: string;
	readonly reason: string;
	readonly message: string;
}

export interface StatusSource {
	process(): ProcessStatus;
	writer(): Promise<WriterStatus>;
}

export async function getStatus(source: StatusSource, demo: DemoPort): Promise<Answer> {
	const writer = await source.writer();
	return jsonAnswer(statusToJson(source.process(), writer, demoToJson(demo, writer)));
}

function statusToJson(process: ProcessStatus, writer: WriterStatus, demo: StatusJson["demo"]): StatusJson {
	const { delay, history } = writer;
	return {
		...process,
		startedAt: process.startedAt.toString(),
		queryWorkers: [...process.queryWorkers],
		refusals: process.refusals.map((refusal) => ({ ...refusal, time: refusal.time.toString() })),
		received: writer.received,
		rejected: writer.rejected,
		rejectedByReason: writer.rejectedByReason,
		resent: writer.resent,
		repaired: writer.repaired,
		removed: writer.removed,
		stored: writer.stored,
		kept: keptToJson(writer),
		sequence: writer.sequence,
		databaseBytes: writer.databaseBytes,
		walBytes: writer.walBytes,
		openColumnBytes: writer.openColumnBytes,
		storage: storageToJson(writer.storage),
		delay: { count: delay.count, late: delay.late, p50Nanos: delay.p50 ?? null, p99Nanos: delay.p99 ?? null },
		history: {
			start: history.start.toString(),
			stepNanos: history.stepNanos,
			spans: [...history.spans],
			logRecords: [...history.logRecords],
			metricPoints: [...history.metricPoints],
			rejected: [...history.rejected],
		},
		demo,
		senders: writer.senders.map(({ sender, lastSeen, ...counts }) => ({ ...sender, ...counts, lastSeen: lastSeen.toString() })),
	};
}

/** Of damaged blocks; more are counted by `storage.quarantinedBlocks`. */
const DAMAGED_SHOWN = 100;

function keptToJson({ blocks, deleted, databaseLimitBytes }: WriterStatus): StatusJson["kept"] {
	const { oldestArrival, quarantined } = blocks;
	return {
		blocks: blocks.count,
		blockBytes: blocks.bytes,
		oldestArrival: {
			traces: oldestArrival.traces?.toString() ?? null,
			metrics: oldestArrival.metrics?.toString() ?? null,
			logs: oldestArrival.logs?.toString() ?? null,
		},
		deleted,
		limitBytes: databaseLimitBytes,
		damaged: quarantined.slice(0, DAMAGED_SHOWN).map(({ id, signal, items, minTime, maxTime }) => {
			return { id, signal, items, from: minTime.toString(), to: maxTime.toString() };
		}),
	};
}

function storageToJson({ setAside, lastBackup, damage, losses, ...counts }: WriterStatus["storage"]): StatusJson["storage"] {
	return {
		...counts,
		damage: [...damage],
		losses: [...losses],
		setAside: setAside.map((file) => ({ ...file, time: file.time.toString() })),
		lastBackup: lastBackup === undefined ? null : { ...lastBackup, time: lastBackup.time.toString() },
	};
}
