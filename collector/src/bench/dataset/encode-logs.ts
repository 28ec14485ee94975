/** Plans of log records as OTLP requests of 512. */
import { attribute } from "./attributes.ts";
import { BodyWriter, type TimeBase } from "./body-writer.ts";
import { stackTrace } from "./encode-spans.ts";
import { headOf } from "./envelope.ts";
import type { LoadBody } from "./load-body.ts";
import { createLogRandom, type LogPlan, planLog, RECORDS_PER_REQUEST } from "./log-plan.ts";
import { serviceName } from "./shop.ts";
import { createTraceRandom, fillTrace, TracePlan } from "./trace-plan.ts";

const LOG_ATTRIBUTE = 6;
const SEVERITY_TEXTS: Readonly<Record<number, string>> = { 5: "DEBUG", 9: "INFO", 13: "WARN", 17: "ERROR" };

interface LogSet {
	readonly seed: number;
	readonly base: TimeBase;
	readonly first: number;
	readonly count: number;
}

/** Encode the records [first, first + count). `first` is a multiple of 512. */
export function encodeLogs(set: LogSet): LoadBody[] {
	const random = createLogRandom(set.seed);
	const traces = createTraceRandom(set.seed);
	const trace = new TracePlan();
	const bodies: LoadBody[] = [];
	const writer = new BodyWriter();
	for (let first = set.first; first < set.first + set.count; first += RECORDS_PER_REQUEST) {
		const items = Math.min(RECORDS_PER_REQUEST, set.first + set.count - first);
		let plan = planLog(random, first);
		const { service, instance } = plan;
		for (let place = 0; place < items; place++) {
			if (place > 0) plan = planLog(random, first + place);
			fillTrace(trace, traces, plan.trace);
			writeRecord(writer, set.base, plan, trace);
		}
		const head = headOf({ service, instance, scopeSuffix: ".log" }, writer.length);
		bodies.push({ bytes: Buffer.concat([head, writer.take()]), items, ids: new Uint32Array(0) });
	}
	return bodies;
}

function writeRecord(writer: BodyWriter, base: TimeBase, plan: LogPlan, trace: TracePlan): void {
	const record = writer.begin(2);
	writer.time(1, base, plan.offset);
	writer.number(2, plan.severity);
	writer.text(3, SEVERITY_TEXTS[plan.severity] ?? "");
	const body = writer.begin(5);
	writer.text(1, plan.body);
	writer.end(body);
	attribute(writer, LOG_ATTRIBUTE, "log.logger", `shop.${serviceName(plan.service)}.handler${plan.template % 12}`);
	attribute(writer, LOG_ATTRIBUTE, "code.file.path", `/srv/${serviceName(plan.service)}/handlers/${plan.template % 12}.ts`);
	attribute(writer, LOG_ATTRIBUTE, "thread.name", `worker-${plan.spice % 64}`);
	if (plan.failed) {
		attribute(writer, LOG_ATTRIBUTE, "exception.type", "TimeoutError");
		attribute(
			writer,
			LOG_ATTRIBUTE,
			"exception.stacktrace",
			stackTrace(serviceName(plan.service), plan.spice, "downstream did not answer"),
		);
	}
	writer.fixed32(8, 1);
	const [a = 0, b = 0, c = 0, d = 0] = trace.traceWords;
	writer.id(9, a, b, c, d);
	const row = plan.spice % trace.spanCount;
	writer.id(10, trace.spanHigh[row] ?? 0, trace.spanLow[row] ?? 0);
	writer.time(11, base, plan.offset + 40_000);
	writer.end(record);
}
