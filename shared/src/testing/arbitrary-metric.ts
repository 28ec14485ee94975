import fc from "fast-check";
import {
	AggregationTemporality,
	type Exemplar,
	type Metric,
	type MetricPoint,
	NO_RECORDED_VALUE,
	type PointValue,
} from "../model/metric.ts";
import {
	arbitraryAttributes,
	arbitraryInt64,
	arbitraryOptionalIds,
	arbitraryRequest,
	arbitraryResource,
	arbitraryScope,
	arbitraryText,
	arbitraryTime,
	arbitraryUint64,
	recordOf,
} from "./arbitrary.ts";

/** Generators of valid data points; what is said of `arbitrary.ts` holds here too. */
const arbitraryTemporality = fc.constantFrom(AggregationTemporality.delta, AggregationTemporality.cumulative);
const arbitraryOptionalDouble = fc.option(fc.double(), { nil: undefined });
const NONE: fc.Arbitrary<{ type: "none" }> = fc.constant({ type: "none" });

const arbitraryNumber = fc.oneof(
	arbitraryInt64.map((value) => ({ type: "int" as const, value })),
	fc.double().map((value) => ({ type: "double" as const, value })),
);

const extremes = { sum: arbitraryOptionalDouble, min: arbitraryOptionalDouble, max: arbitraryOptionalDouble };

const arbitraryBounds = fc
	.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 4 })
	.map((bounds) => bounds.sort((a, b) => a - b));

/** n bounds with n + 1 counts, or neither. */
const arbitraryHistogram: fc.Arbitrary<PointValue> = arbitraryBounds.chain((explicitBounds) => {
	const buckets = explicitBounds.length + 1;
	const counts = fc.array(arbitraryUint64, { minLength: buckets, maxLength: buckets });
	const bucketCounts = explicitBounds.length === 0 ? fc.oneof(fc.constant([]), counts) : counts;
	return recordOf({
		type: fc.constant("histogram" as const),
		count: arbitraryUint64,
		...extremes,
		bucketCounts,
		explicitBounds: fc.constant(explicitBounds),
	});
});

const arbitraryBuckets = fc.option(
	recordOf({
		offset: fc.oneof(fc.integer({ min: -200, max: 200 }), fc.constantFrom(0x7fff_ffff, -0x8000_0000)),
		bucketCounts: fc.array(arbitraryUint64, { maxLength: 5 }),
	}),
	{ nil: undefined },
);

const arbitraryExponential: fc.Arbitrary<PointValue> = recordOf({
	type: fc.constant("exponential_histogram" as const),
	count: arbitraryUint64,
	...extremes,
	scale: fc.integer({ min: -10, max: 20 }),
	zeroCount: arbitraryUint64,
	zeroThreshold: fc.double(),
	positive: arbitraryBuckets,
	negative: arbitraryBuckets,
});

const arbitrarySummary: fc.Arbitrary<PointValue> = recordOf({
	type: fc.constant("summary" as const),
	count: arbitraryUint64,
	sum: fc.double(),
	quantiles: fc.array(recordOf({ quantile: fc.double(), value: fc.double() }), { maxLength: 3 }),
});

const VALUES = {
	gauge: arbitraryNumber,
	sum: arbitraryNumber,
	histogram: arbitraryHistogram,
	exponential_histogram: arbitraryExponential,
	summary: arbitrarySummary,
} as const;

const texts = { name: arbitraryText, description: arbitraryText, unit: arbitraryText, metadata: arbitraryAttributes };
const none = { temporality: fc.constant(AggregationTemporality.unspecified), monotonic: fc.constant(false) };
const once = { temporality: arbitraryTemporality, monotonic: fc.constant(false) };

/** A metric of any type; temporality and monotonicity only where the type has them. */
const arbitraryMetric: fc.Arbitrary<Metric> = fc.oneof(
	recordOf({ ...texts, ...none, type: fc.constantFrom("gauge" as const, "summary" as const) }),
	recordOf({ ...texts, ...once, type: fc.constantFrom("histogram" as const, "exponential_histogram" as const) }),
	recordOf({ ...texts, temporality: arbitraryTemporality, monotonic: fc.boolean(), type: fc.constant("sum" as const) }),
);

const arbitraryExemplar: fc.Arbitrary<Exemplar> = recordOf({
	time: arbitraryTime,
	value: fc.oneof(arbitraryNumber, NONE),
	filteredAttributes: arbitraryAttributes,
}).chain((exemplar) => arbitraryOptionalIds.map((ids) => ({ ...exemplar, ...ids })));

/** A point of the metric: its value fits the type, `none` only for a number with the flag that says so. */
function arbitraryPointOf(metric: Metric): fc.Arbitrary<MetricPoint> {
	const isNumber = metric.type === "gauge" || metric.type === "sum";
	const recorded = recordOf({ flags: fc.constant(0), value: VALUES[metric.type] as fc.Arbitrary<PointValue> });
	const missing = recordOf({ flags: fc.constant(NO_RECORDED_VALUE), value: NONE as fc.Arbitrary<PointValue> });
	return recordOf({
		startTime: arbitraryTime,
		time: arbitraryTime,
		valued: isNumber ? fc.oneof({ weight: 6, arbitrary: recorded }, missing) : recorded,
		exemplars: metric.type === "summary" ? fc.constant([]) : fc.array(arbitraryExemplar, { maxLength: 2 }),
		series: recordOf({
			metric: fc.constant(metric),
			attributes: arbitraryAttributes,
			resource: arbitraryResource,
			scope: arbitraryScope,
		}),
		marks: fc.constant(0),
	}).map(({ valued, ...point }) => ({ ...point, ...valued }));
}

export const arbitraryMetricPoint: fc.Arbitrary<MetricPoint> = arbitraryMetric.chain(arbitraryPointOf);

const arbitraryPointsOfMetric = arbitraryMetric.chain((metric) => fc.array(arbitraryPointOf(metric), { minLength: 1, maxLength: 3 }));

/** Data points of one request; points of one metric share its Metric object. */
export const arbitraryMetricPoints: fc.Arbitrary<MetricPoint[]> = arbitraryRequest(arbitraryPointsOfMetric, (points, resource, scope) =>
	points.map((point) => ({ ...point, series: { ...point.series, resource, scope } })),
).map((metrics) => metrics.flat());
