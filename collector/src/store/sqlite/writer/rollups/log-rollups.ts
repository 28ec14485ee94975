/**
 * Log records counted by template: packs of what is sealed, and the templates as they are stored.
 *
 * What is learnt of a generation is learnt at once, not at its commit: two that are rolled up at a time know of each other. What was learnt
 * of rows that are rolled up again after a fault is known then; their records are counted once in any case.
 */
import { messageOf } from "@spanglass/shared/model/errors";
import type { RowView } from "../../../../columns/row-view.ts";
import { LogMiners, type LogService, type ServiceTemplates } from "../../../../rollup/log-miners.ts";
import { rollUpLogs } from "../../../../rollup/log-rows.ts";
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import type { Connection } from "../../driver.ts";
import { LOG_TEMPLATE_SQL } from "../../sql/rollups.ts";
import { blobFromTemplates, templatesFromBlob } from "../../stored-templates.ts";
import { newRollups } from "./new-rollups.ts";
import type { NewRollup } from "./stored-rollups.ts";

/** Rows of a view that are rolled up together. */
export interface RowsOf {
	readonly partition: Partition;
	/** All without it. */
	readonly has?: ((row: number) => boolean) | undefined;
	/** Unix ms. */
	readonly lastArrival: number;
}

/** Of one service. */
export interface StoredTemplates extends LogService {
	/** See `ChangedTemplates`. */
	readonly changes: number;
	readonly blob: Uint8Array;
}

export interface RolledUpLogs {
	readonly packs: readonly NewRollup[];
	/** To be stored with the packs: what has changed of any service. */
	readonly templates: readonly StoredTemplates[];
}

interface TemplateRow extends LogService {
	readonly templates: Uint8Array;
}

export class LogRollups {
	readonly #connection: Connection;
	readonly #miners: Record<Partition, LogMiners>;

	constructor(connection: Connection, warn: (message: string) => void) {
		this.#connection = connection;
		const load = (partition: Partition) => new LogMiners({ owner: partition, stored: storedTemplates(connection, partition, warn) });
		this.#miners = { main: load("main"), demo: load("demo") };
	}

	/** In slices of a few milliseconds. */
	*rollUp(view: RowView, { partition, has, lastArrival }: RowsOf): Generator<undefined, RolledUpLogs, undefined> {
		const miners = this.#miners[partition];
		const rows = yield* rollUpLogs({ view, from: 0, to: view.counts.rows, has }, miners);
		yield;
		const packs = rows.rowKeys.length === 0 ? [] : newRollups(rows, partition, lastArrival);
		yield;
		const templates: StoredTemplates[] = [];
		for (const { namespace, service, changes, state } of miners.changed()) {
			templates.push({ namespace, service, changes, blob: blobFromTemplates(state, { partition, namespace, service }) });
			yield;
		}
		return { packs, templates };
	}

	/** In the transaction that stores the packs, after `rollup_state` has changed. */
	store(partition: Partition, templates: readonly StoredTemplates[]): void {
		const miners = this.#miners[partition];
		for (const changed of templates) {
			if (!miners.isNews(changed)) continue;
			this.#connection.run(LOG_TEMPLATE_SQL.put, PARTITION_CODE[partition], changed.namespace, changed.service, changed.blob);
		}
	}

	/** That transaction is committed. */
	settle(partition: Partition, templates: readonly StoredTemplates[]): void {
		for (const changed of templates) this.#miners[partition].saved(changed);
	}

	/** In the transaction that removes the demo. */
	removeDemo(): void {
		this.#connection.run(LOG_TEMPLATE_SQL.deletePartition, PARTITION_CODE.demo);
	}

	settleDemo(): void {
		this.#miners.demo = new LogMiners({ owner: "demo" });
	}
}

function* storedTemplates(connection: Connection, partition: Partition, warn: (message: string) => void): Generator<ServiceTemplates> {
	for (const { namespace, service, templates } of connection.all<TemplateRow>(LOG_TEMPLATE_SQL.list, PARTITION_CODE[partition])) {
		try {
			yield { namespace, service, state: templatesFromBlob(templates, { partition, namespace, service }) };
		} catch (fault) {
			warn(`the log templates of service ${service} could not be read (${messageOf(fault)}); they are found anew`);
		}
	}
}
