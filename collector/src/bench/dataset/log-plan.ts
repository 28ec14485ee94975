/**
 * What record n of a data set says. Records leave in requests of 512 of one service; neighbouring requests are of other services and of
 * the same seconds. Record n of a data set carries one id that no other record has: what a rare search looks for.
 */
import { Random } from "./random.ts";
import { INSTANCES, idText, SERVICES } from "./shop.ts";
import { TRACE_STEP_NANOS } from "./trace-plan.ts";

export const RECORDS_PER_REQUEST = 512;
const LOG_TEMPLATES = 200;
/** 10,000 records per second of event time. */
const LOG_STEP_NANOS = 100_000;
const LOG_STREAM = 2;

const SUBJECTS = ["reservation", "shipment", "invoice", "basket", "session", "voucher", "parcel", "payment", "price list", "stock level"];
const VERBS = ["accepted", "rejected", "scheduled", "released", "refreshed", "merged", "expired", "dispatched", "retried", "archived"];
const TAILS = [
	"by worker {small} after {small} ms",
	"for customer {number} on node-{small}",
	"with {small} positions, total {number} cents",
	"from 10.0.{small}.{small} in region eu-{small}",
	"because the limit of {number} was reached, waiting {small} s",
	"and written to partition {small} at offset {number}",
	"using plan {small} (cost {number}, rows {small})",
	"while {small} others were waiting, oldest since {number} ms",
];

export interface LogPlan {
	readonly service: number;
	readonly instance: number;
	readonly template: number;
	/** OTLP severity number. */
	readonly severity: number;
	readonly id: string;
	readonly body: string;
	readonly offset: number;
	readonly failed: boolean;
	/** Number of the trace that the record belongs to: one of the last twenty that began, so a trace has some 35 records. */
	readonly trace: number;
	readonly spice: number;
}

export const createLogRandom = (seed: number): Random => new Random(seed, LOG_STREAM);

/** The id inside the body of record n: 12 characters. */
export function logIdOf(random: Random, n: number): string {
	random.seekTo(n);
	return idText(random.bits(), random.bits());
}

export function planLog(random: Random, n: number): LogPlan {
	const id = logIdOf(random, n);
	const spice = random.bits();
	const request = Math.floor(n / RECORDS_PER_REQUEST);
	const round = Math.floor(request / SERVICES.length);
	const service = request % SERVICES.length;
	const place = (n % RECORDS_PER_REQUEST) * SERVICES.length + service;
	const template = random.skewed(LOG_TEMPLATES);
	const failed = random.next() < 0.012;
	const offset = (round * SERVICES.length * RECORDS_PER_REQUEST + place) * LOG_STEP_NANOS + (spice % LOG_STEP_NANOS);
	return {
		service,
		instance: round % INSTANCES,
		template,
		severity: failed ? 17 : template % 11 === 0 ? 13 : template % 4 === 0 ? 5 : 9,
		id,
		body: bodyOf(random, template, id),
		offset,
		failed,
		trace: Math.max(0, Math.floor(offset / TRACE_STEP_NANOS) - random.below(20)),
		spice,
	};
}

function bodyOf(random: Random, template: number, id: string): string {
	const subject = SUBJECTS[template % SUBJECTS.length];
	const verb = VERBS[Math.floor(template / SUBJECTS.length) % VERBS.length];
	const tail = TAILS[(template * 7 + Math.floor(template / 100)) % TAILS.length] ?? "";
	const filled = tail.replace(/\{(small|number)\}/g, (_, slot) => String(random.below(slot === "small" ? 64 : 1_000_000)));
	return `${subject} ${id} ${verb} ${filled}`;
}
