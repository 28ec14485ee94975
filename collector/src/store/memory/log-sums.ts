/** Log records by template over plain objects: each question mines every record anew, in order of arrival. */
import { LogLine } from "@spanglass/shared/analysis/log-line";
import { LogTemplates } from "@spanglass/shared/analysis/log-template";
import { isDemoResource } from "@spanglass/shared/model/demo";
import { type LogRecord, logRecordTime } from "@spanglass/shared/model/log-record";
import { logLevel } from "@spanglass/shared/query/log-level";
import { environment, serviceName, serviceNamespace } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";
import { unixNanos } from "@spanglass/shared/units/time";
import { templateOwner } from "../../rollup/log-miners.ts";
import type { LogGroup, LogKey, LogSumQuery, LogTemplateFilter, LogTemplateRow } from "../api/rollup-queries.ts";
import type { StoredLog } from "./items.ts";
import { grouped } from "./rollups.ts";

const NANOS_PER_MINUTE = 60_000_000_000n;
const encoder = new TextEncoder();

interface MinedService {
	readonly namespace: string;
	readonly service: string;
	readonly templates: LogTemplates;
}

interface MinedRecord {
	readonly record: LogRecord;
	readonly minute: number;
	readonly of: MinedService;
	/** As it was when the record arrived. */
	readonly id: string;
}

interface Mined {
	readonly services: readonly MinedService[];
	readonly records: readonly MinedRecord[];
}

/** The demo's services and others have nothing to do with each other. */
function mined(logs: readonly StoredLog[]): Mined {
	const services = new Map<string, MinedService>();
	const line = new LogLine();
	const records = logs.map(({ record }): MinedRecord => {
		const { attributes } = record.resource;
		const [namespace, service] = [serviceNamespace(attributes), serviceName(attributes)];
		const owner = templateOwner(isDemoResource(attributes) ? "demo" : "main", { namespace, service });
		const of = services.get(owner) ?? { namespace, service, templates: new LogTemplates(undefined, { owner }) };
		services.set(owner, of);
		const bytes = encoder.encode(record.body?.type === "string" ? record.body.value : record.eventName);
		line.read(bytes, 0, bytes.length);
		const id = of.templates.idOf(of.templates.add(line));
		const minute = Number(logRecordTime(record) / NANOS_PER_MINUTE);
		of.templates.see(id, minute);
		return { record, minute, of, id };
	});
	return { services: [...services.values()], records };
}

export function sumRecords(logs: readonly StoredLog[], query: LogSumQuery): readonly LogGroup[] {
	const items = mined(logs).records.map((item) => {
		const { record, of, id } = item;
		const key: LogKey = {
			environment: environment(record.resource.attributes) ?? "",
			namespace: of.namespace,
			service: of.service,
			severity: logLevel(record.severityNumber, record.severityText) ?? "unspecified",
			template: of.templates.resolve(id),
		};
		return { item, key };
	});
	return grouped<MinedRecord, LogKey>(items, query).flatMap((group) => {
		const [first] = group;
		return first === undefined ? [] : [{ key: first.key, start: first.start, records: group.length }];
	});
}

export function templatesIn(logs: readonly StoredLog[], filter: LogTemplateFilter): readonly LogTemplateRow[] {
	return mined(logs)
		.services.filter(({ service }) => filter.service === undefined || filter.service === service)
		.filter(({ namespace }) => filter.namespace === undefined || filter.namespace === namespace)
		.flatMap(({ namespace, service, templates }) =>
			templates.ids().map((id) => {
				const firstSeen = unixNanos(BigInt(templates.firstMinuteOf(id) ?? 0) * NANOS_PER_MINUTE);
				return { id, namespace, service, text: templates.textOf(id) ?? "", firstSeen };
			}),
		)
		.sort((a, b) => compare(a.id, b.id));
}
