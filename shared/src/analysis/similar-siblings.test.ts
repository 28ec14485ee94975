import { expect, it } from "vitest";
import { NO_PARENT } from "../model/trace-skeleton.ts";
import { type BareRow, bareSkeleton } from "./drawn-skeleton.testdata.ts";
import { findSimilarSiblings } from "./similar-siblings.ts";
import { buildSpanTree } from "./span-tree.ts";

const root: BareRow = { parent: NO_PARENT, start: 0, duration: 100, operation: "GET /cart" };
const query = (start: number, more: Partial<BareRow> = {}): BareRow => ({ parent: 0, start, duration: 2, operation: "SELECT", ...more });
const groupsOf = (...rows: readonly BareRow[]) => {
	const skeleton = bareSkeleton(rows);
	return findSimilarSiblings(buildSpanTree(skeleton), skeleton);
};

it("queries one after the other are a group that looks like N+1", () => {
	const groups = groupsOf(root, ...[1, 4, 7, 10, 13].map((start, index) => query(start, { duration: index === 4 ? 3 : 2 })));
	expect(groups).toEqual([{ parent: 0, rows: [1, 2, 3, 4, 5], sumNanos: 11e6, medianNanos: 2e6, isSequential: true }]);
});

it("parallel ones are a group that does not", () => {
	expect(groupsOf(root, ...[1, 1, 1, 1, 1, 2].map((start) => query(start)))).toMatchObject([{ isSequential: false }]);
});

it.each([
	["four", [1, 4, 7, 10].map((start) => query(start))],
	[
		"ones that call others",
		[1, 4, 7, 10, 13].flatMap((start, index) => [
			query(start),
			query(start, { parent: 1 + 2 * index, duration: 1, operation: `x${index}` }),
		]),
	],
	["ones of several operations", [1, 4, 7, 10, 13].map((start, index) => query(start, { operation: `q${index % 2}` }))],
])("%s are no group", (_what, rows) => {
	expect(groupsOf(root, ...rows)).toEqual([]);
});

it("the group that takes most comes first", () => {
	const slow = [50, 55, 60, 65, 70].map((start) => query(start, { operation: "UPDATE", duration: 4 }));
	expect(groupsOf(root, ...[1, 4, 7, 10, 13].map((start) => query(start)), ...slow).map(({ rows }) => rows[0])).toEqual([6, 1]);
});
