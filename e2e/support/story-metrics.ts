/**
 * The metrics of the story: two services over the last quarter of an hour, a point every ten seconds. Payment becomes slow two thirds in and
 * restarts once, so that its cumulative series begin again; its slowest requests name the story's trace.
 */
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { Exemplar, MetricPoint, PointValue, Series } from "@spanglass/shared/model/metric";
import { encodeMetricsRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { sendHttp } from "./otlp-client.ts";
import type { Stack } from "./stack.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const STEP_MS = 10_000;
const STEPS = 84;
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const ROUTES = ["/pay", "/cart", "/quote"];

export const STORY_METRICS = {
	duration: "http.server.request.duration",
	orders: "orders.placed",
	memory: "process.memory.usage",
	queue: "queue.length",
} as const;

type Described = Pick<Series["metric"], "name" | "unit" | "description" | "type" | "temporality" | "monotonic">;

const DURATION: Described = {
	name: STORY_METRICS.duration,
	unit: "s",
	description: "Duration of HTTP server requests.",
	type: "histogram",
	temporality: 2,
	monotonic: false,
};
const ORDERS: Described = {
	name: STORY_METRICS.orders,
	unit: "{order}",
	description: "Orders that were paid.",
	type: "sum",
	temporality: 2,
	monotonic: true,
};
const MEMORY: Described = {
	name: STORY_METRICS.memory,
	unit: "By",
	description: "Physical memory in use.",
	type: "gauge",
	temporality: 0,
	monotonic: false,
};
const QUEUE: Described = { name: STORY_METRICS.queue, unit: "1", description: "", type: "sum", temporality: 2, monotonic: false };

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

function seriesOf(metric: Described, service: string, attributes: readonly Attribute[] = []): Series {
	return {
		metric: { ...metric, metadata: [] },
		attributes,
		resource: {
			attributes: [text("service.name", service), text("service.instance.id", `${service}-1`), text("deployment.environment.name", "prod")],
			droppedAttributesCount: 0,
			entityRefs: [],
			schemaUrl: "",
		},
		scope: { name: "story", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
	};
}

interface Moment {
	readonly timeMs: number;
	readonly startMs: number;
	/** Steps since the series began. */
	readonly age: number;
	readonly slow: boolean;
}

function point(series: Series, { timeMs, startMs }: Moment, value: PointValue, exemplars: readonly Exemplar[] = []): MetricPoint {
	return { startTime: unixNanosFromMillis(startMs), time: unixNanosFromMillis(timeMs), flags: 0, value, exemplars, series, marks: 0 };
}

/** Cumulative counts of `age` steps with eighteen requests each, most of them around the fifth bucket, one in eighteen at the end. */
function histogram({ age, slow }: Moment): PointValue {
	const shares = slow ? [0, 0, 1, 2, 4, 5, 3, 2, 1, 0] : [0, 1, 3, 5, 5, 3, 1, 0, 0, 0];
	const bucketCounts = shares.map((share) => BigInt(share * age));
	const count = bucketCounts.reduce((sum, one) => sum + one, 0n);
	return { type: "histogram", count, sum: Number(count) * 0.12, min: undefined, max: undefined, bucketCounts, explicitBounds: BOUNDS };
}

function exemplarAt({ timeMs }: Moment): Exemplar {
	return {
		time: unixNanosFromMillis(timeMs - 3_000),
		value: { type: "double", value: 1.31 },
		traceId: TRACE_ID,
		spanId: "7a00000000000061",
		filteredAttributes: [],
	};
}

function pointsAt(step: number, endMs: number): MetricPoint[] {
	const timeMs = endMs - (STEPS - step) * STEP_MS;
	return ["checkout", "payment"].flatMap((service) => {
		const restartedAt = service === "payment" && step > 40 ? 40 : 0;
		const moment: Moment = {
			timeMs,
			startMs: endMs - (STEPS - restartedAt) * STEP_MS,
			age: step - restartedAt,
			slow: service === "payment" && step > 56,
		};
		const wave = Math.sin(step / 6);
		return [
			...ROUTES.map((route) =>
				point(
					seriesOf(DURATION, service, [text("http.route", route)]),
					moment,
					histogram(moment),
					moment.slow && route === "/pay" && step % 6 === 0 ? [exemplarAt(moment)] : [],
				),
			),
			point(seriesOf(ORDERS, service), moment, { type: "int", value: BigInt(moment.age * 12) }),
			point(seriesOf(MEMORY, service), moment, { type: "double", value: (200 + 12 * wave) * 2 ** 20 }),
			point(seriesOf(QUEUE, service), moment, { type: "int", value: BigInt(Math.round(4 + 4 * wave)) }),
		];
	});
}

/** Sends the story's metrics, oldest first; the newest point is of now. */
export async function sendStoryMetrics(stack: Stack): Promise<void> {
	const endMs = Date.now();
	for (let step = 1; step <= STEPS; step++) {
		const answer = await sendHttp(stack.http, "metrics", encodeMetricsRequest(pointsAt(step, endMs)), { type: "application/x-protobuf" });
		if (answer.status !== 200) throw new Error(`the story's metrics: HTTP ${answer.status}`);
	}
}
