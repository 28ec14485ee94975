import { renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import "../testing/dom.ts";
import { useHeldOrder } from "./use-held-order.ts";

const keyOf = (row: string): string => row[0] ?? "";
const text = (rows: readonly string[]): string => rows.join(" ");

test("while somebody looks, numbers change and places do not; new rows follow; another view brings its own order", () => {
	const { result, rerender } = renderHook(({ rows, held, view }) => useHeldOrder(rows, { keyOf, held, view }), {
		initialProps: { rows: ["a1", "b1", "c1"], held: false, view: "rate" },
	});
	const shown = (rows: string[], held: boolean, view = "rate"): string => {
		rerender({ rows, held, view });
		return text(result.current);
	};
	expect(shown(["a1", "b1", "c1"], true)).toBe("a1 b1 c1");
	expect(shown(["c9", "d2", "a2", "b2"], true)).toBe("a2 b2 c9 d2");
	expect(shown(["d8", "c9", "b3"], true)).toBe("b3 c9 d8");
	expect(shown(["d8", "c9", "b3"], false)).toBe("d8 c9 b3");
	expect(shown(["b3", "c9", "d8"], true, "name")).toBe("b3 c9 d8");
});
