import type { Span } from "@spanglass/shared/model/span";
import { StatusCode } from "@spanglass/shared/model/span";
import { evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { durationBetween } from "@spanglass/shared/units/time";
import { expect, it } from "vitest";
import { sampleFilters, sampleSpans } from "../../conformance/requests.ts";
import { type BlockFacts, mayMatchBlock, NO_FILTERS } from "./may-match.ts";

/** Terms whose answers hang on a directory alone. */
const SPOKEN = [
	"duration>1s",
	"duration>=0",
	"duration:5ms",
	"duration<1ms",
	"status:error",
	"status!=error",
	"-status:error",
	"service:gateway status:error",
	"service!=gateway",
	"service:/gate/",
	"name:GET*",
	"GET",
	"get",
	"no.such.key:*",
	"no.such.key:1",
	"no.such.key!=1",
	"-no.such.key:1",
	"event.exception.type:*",
	"link.retry:true",
	"service:nosuch OR duration>1s",
].map((text) => parseItemFilterOrThrow(text, "log record"));

function factsOf(spans: readonly Span[]): BlockFacts {
	const durations = spans.map(({ startTime, endTime }) => durationBetween(startTime, endTime) as bigint);
	const keysOf = ({ attributes, resource, scope }: Span) =>
		[attributes, resource.attributes, scope.attributes].flatMap((list) => list.map(({ key }) => key));
	return {
		signal: "traces",
		maxDuration: durations.reduce((a, b) => (a > b ? a : b), 0n),
		errorCount: spans.filter(({ status }) => status.code === StatusCode.error).length,
		services: [...new Set(spans.map(({ resource }) => serviceName(resource.attributes)))],
		names: [...new Set(spans.map(({ name }) => name))],
		keys: [...new Set(spans.flatMap(keysOf))],
	};
}

it("rules out no block with a match, and most blocks of a few spans without one that a directory can tell", () => {
	const spans = sampleSpans(240, 101);
	const blocks = Array.from({ length: 80 }, (_, at) => spans.slice(at * 3, at * 3 + 3));
	let ruledOut = 0;
	for (const filter of [...SPOKEN, ...sampleFilters(300, 102)]) {
		for (const block of blocks) {
			const may = mayMatchBlock(filter, factsOf(block), NO_FILTERS);
			if (!may) ruledOut++;
			if (block.some((span) => evaluateSpan(filter, span))) expect(may, JSON.stringify(filter)).toBe(true);
		}
	}
	expect(ruledOut).toBeGreaterThan(2000);
});

it("rules nothing out by what is not listed", () => {
	const unlisted = { ...factsOf(sampleSpans(3, 103)), services: undefined, names: undefined, keys: undefined };
	for (const text of ["service:nosuch", "name:nosuch", "no.such.key:*", "nosuch"]) {
		expect(mayMatchBlock(parseItemFilterOrThrow(text, "log record"), unlisted, NO_FILTERS), text).toBe(true);
	}
});
