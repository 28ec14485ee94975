/** The system that the load comes from: 16 services with their operations, skewed as real ones are. */
import type { Random } from "./random.ts";

export const SERVICES = [
	"web-gateway",
	"mobile-gateway",
	"partner-gateway",
	"checkout",
	"cart",
	"catalog",
	"search",
	"pricing",
	"payment",
	"inventory",
	"shipping",
	"profile",
	"recommendation",
	"notification",
	"ledger",
	"fraud",
] as const;
export const GATEWAYS = 3;
export const INSTANCES = 3;

const RESOURCES = ["orders", "items", "quotes", "sessions", "addresses", "offers", "refunds", "labels"] as const;
const VERBS = [
	"load",
	"check",
	"compute",
	"merge",
	"render",
	"reserve",
	"publish",
	"audit",
	"expire",
	"hydrate",
	"rank",
	"decode",
] as const;
const METHODS = ["GET", "POST", "GET", "PUT", "GET", "DELETE", "POST", "PATCH"] as const;
export const SERVER_OPERATIONS = RESOURCES.length;
export const INTERNAL_OPERATIONS = VERBS.length;
export const DATABASE_OPERATIONS = RESOURCES.length;

/** What a span is within its trace. A call and the server span that it makes have the name of the same operation. */
export const ROLE = { server: 0, call: 1, database: 2, internal: 3, producer: 4, consumer: 5 } as const;
/** OTLP SpanKind by role. */
export const KIND_OF_ROLE = [2, 3, 3, 1, 4, 5] as const;

const at = <T>(list: readonly T[], index: number): T => {
	const value = list[index % list.length];
	if (value === undefined) throw new Error("an empty list");
	return value;
};

export const serviceName = (service: number): string => at(SERVICES, service);
export const methodOf = (operation: number): string => at(METHODS, operation);
export const routeOf = (service: number, operation: number): string =>
	`/api/${serviceName(service)}/v${1 + (service % 3)}/${at(RESOURCES, operation)}/{id}`;
export const tableOf = (operation: number): string => at(RESOURCES, operation);

/** The name of a span; `service` is the one that answers for calls. */
export function operationName(role: number, service: number, operation: number): string {
	switch (role) {
		case ROLE.database:
			return `SELECT ${serviceName(service).replace("-", "_")}.${at(RESOURCES, operation)}`;
		case ROLE.internal:
			return `${serviceName(service)}.${at(VERBS, operation)}`;
		case ROLE.producer:
			return `send ${serviceName(service)}.events`;
		case ROLE.consumer:
			return `process ${serviceName(service)}.events`;
		default:
			return `${methodOf(operation)} ${routeOf(service, operation)}`;
	}
}

/** A service to call: not a gateway, the first ones more often. */
export const pickCallee = (random: Random): number => GATEWAYS + random.skewed(SERVICES.length - GATEWAYS);

const ID_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** A word of 12 characters out of 60 bits. */
export function idText(high: number, low: number): string {
	let text = "";
	for (let digit = 0; digit < 6; digit++) text += ID_DIGITS[(high >>> (5 * digit)) & 31];
	for (let digit = 0; digit < 6; digit++) text += ID_DIGITS[(low >>> (5 * digit)) & 31];
	return text;
}

export const hexOf = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
