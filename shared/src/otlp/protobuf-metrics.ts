import type { Attribute } from "../model/attributes.ts";
import type { Metric, MetricPoint, MetricType } from "../model/metric.ts";
import { lastOfEachKey } from "./attributes.ts";
import { addMessage, type Envelope } from "./protobuf-envelope.ts";
import { readPoint, writePoint } from "./protobuf-points.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { addAttribute, writeAttributes } from "./protobuf-values.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";
import { runsOf } from "./runs.ts";

const TYPE_OF_FIELD: ReadonlyMap<number, MetricType> = new Map([
	[5, "gauge"],
	[7, "sum"],
	[9, "histogram"],
	[10, "exponential_histogram"],
	[11, "summary"],
]);
const FIELD_OF_TYPE: Readonly<Record<MetricType, number>> = { gauge: 5, sum: 7, histogram: 9, exponential_histogram: 10, summary: 11 };
const HAS_TEMPORALITY: ReadonlySet<MetricType> = new Set(["sum", "histogram", "exponential_histogram"]);

interface MetricData {
	readonly points: readonly ProtobufReader[];
	readonly temporality: number;
	readonly monotonic: boolean;
}

const NO_DATA: MetricData = { points: [], temporality: 0, monotonic: false };

/** Add the points of one metric; its name may stand behind them, so they are read last. */
export function readMetric(reader: ProtobufReader, { resource, scope }: Envelope, points: MetricPoint[]): void {
	let name = "";
	let description = "";
	let unit = "";
	let type: MetricType = "gauge";
	let data = NO_DATA;
	const metadata: Attribute[] = [];
	while (reader.next()) {
		if (reader.field === 1) name = reader.string(name);
		else if (reader.field === 2) description = reader.string(description);
		else if (reader.field === 3) unit = reader.string(unit);
		else if (reader.field === 12) addAttribute(reader, metadata);
		else {
			const named = TYPE_OF_FIELD.get(reader.field);
			const read = named === undefined ? undefined : readData(reader.message(), named);
			if (named === undefined || read === undefined) continue;
			type = named;
			data = read;
		}
	}
	const { temporality, monotonic } = data;
	const metric: Metric = { name, description, unit, type, temporality, monotonic, metadata: lastOfEachKey(metadata) };
	for (const point of data.points) points.push(readPoint(point, { metric, resource, scope }));
}

function readData(reader: ProtobufReader | undefined, type: MetricType): MetricData | undefined {
	if (reader === undefined) return undefined;
	let temporality = 0;
	let monotonic = false;
	const points: ProtobufReader[] = [];
	while (reader.next()) {
		if (reader.field === 1) addMessage(reader, points);
		else if (reader.field === 2 && HAS_TEMPORALITY.has(type)) temporality = reader.int32(temporality);
		else if (reader.field === 3 && type === "sum") monotonic = reader.bool(monotonic);
	}
	return { points, temporality, monotonic };
}

/** Write the metrics of one scope envelope: consecutive points with the same Metric object are one metric. */
export function writeMetrics(writer: ProtobufWriter, points: readonly MetricPoint[]): void {
	for (const run of runsOf(points, (point) => point.series.metric)) {
		const mark = writer.begin(2);
		const metric = (run[0] as MetricPoint).series.metric;
		writer.string(1, metric.name);
		writer.string(2, metric.description);
		writer.string(3, metric.unit);
		writeData(writer, metric, run);
		writeAttributes(writer, 12, metric.metadata);
		writer.end(mark);
	}
}

function writeData(writer: ProtobufWriter, metric: Metric, points: readonly MetricPoint[]): void {
	const mark = writer.begin(FIELD_OF_TYPE[metric.type]);
	for (const point of points) {
		const inner = writer.begin(1);
		writePoint(writer, point);
		writer.end(inner);
	}
	if (HAS_TEMPORALITY.has(metric.type)) writer.int32(2, metric.temporality);
	if (metric.type === "sum") writer.bool(3, metric.monotonic);
	writer.end(mark);
}
