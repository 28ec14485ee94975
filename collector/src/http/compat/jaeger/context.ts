import type { Control, QueryServices } from "../../../query/query-services.ts";

export interface JaegerContext {
	readonly services: QueryServices;
	readonly control: Control;
}
