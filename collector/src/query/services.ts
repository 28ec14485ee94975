import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { AppReader, ServiceEntry } from "../store/api/app-store.ts";
import type { QueryControl, ServiceEdge, TelemetryReader } from "../store/api/telemetry-store.ts";
import type { ServiceColors } from "./service-colors.ts";
import { listServices, type ServiceListQuestion, type ServiceRow } from "./service-list.ts";
import { listServicePairs } from "./service-pairs.ts";
import { compareVersions, type VersionComparison, type VersionsQuestion } from "./version-comparison.ts";

export interface ServiceQueries extends Pick<TelemetryReader, "listServiceNames" | "listOperations" | "listDurations"> {
	/** See `listServicePairs`. */
	listPairs(range: TimeRange, control: QueryControl): Promise<readonly ServiceEdge[]>;
	/** Every service that ever sent something. */
	entries(): readonly ServiceEntry[];
	/** See `listServices`. */
	list(question: ServiceListQuestion, control: QueryControl): Promise<readonly ServiceRow[]>;
	/** See `compareVersions`. */
	compareVersions(question: VersionsQuestion, control: QueryControl): Promise<VersionComparison>;
}

export function createServiceQueries(reader: TelemetryReader, app: AppReader, colors: ServiceColors): ServiceQueries {
	return {
		listServiceNames: (control) => reader.listServiceNames(control),
		listOperations: (service, range, control) => reader.listOperations(service, range, control),
		listPairs: (range, control) => listServicePairs(reader, range, control),
		listDurations: (query, control) => reader.listDurations(query, control),
		entries: () => app.listServiceEntries(),
		compareVersions: (question, control) => compareVersions(reader, question, control),
		list: (question, control) => listServices(reader, question, { entries: app.listServiceEntries(), colorOf: colors.lookup() }, control),
	};
}
