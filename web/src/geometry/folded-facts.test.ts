import { bareSkeleton } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { expect, it } from "vitest";
import { errorsBelow, lastEndBelow } from "./folded-facts.ts";
import { shapeOf } from "./trace-model.ts";

it("counts what failed below a node, itself left out, and knows when the last of it ended", () => {
	const skeleton = bareSkeleton([
		{ parent: NO_PARENT, start: 0, duration: 10, status: 2 },
		{ parent: 0, start: 1, duration: 4, status: 2 },
		{ parent: 1, start: 2, duration: 30 },
		{ parent: 1, start: 3, duration: 1, status: 2 },
		{ parent: 0, start: 6, duration: 2 },
	]);
	const model = { skeleton, ...shapeOf(skeleton) };
	expect([0, 1, 2, 3, 4].map((node) => errorsBelow(model, node))).toEqual([2, 1, 0, 0, 0]);
	expect([0, 1, 4].map((node) => lastEndBelow(model, node) / 1e6)).toEqual([32, 32, 8]);
});
