import { expect, test } from "vitest";
import { callsOf, edgeOf, graphOf, nodeOf } from "../../testing/fake-rollups.ts";
import { contentOf, nodeIdOf } from "./graph-content.ts";
import { foundNodes } from "./map-words.ts";

const [A, B] = [nodeOf("checkout"), nodeOf("payment")];
const DB = nodeOf("ledger", { type: "database", namespace: "", system: "postgresql" });
const CONTENT = contentOf(graphOf([edgeOf(A, B, callsOf(100, 2, 1)), edgeOf(B, DB, callsOf(100, 0, 1))]));
const found = (text: string): string =>
	[...foundNodes(CONTENT, text)]
		.sort()
		.map((id) => id.split("\u0001").at(-1))
		.join(" ");

test.each([
	["pay", "payment"],
	["POSTGRES led", "ledger"],
	["shop", "checkout payment"],
	["nosuch", ""],
	["err > 1%", "checkout payment"],
	["err>1.5", "checkout payment"],
	["err>2%", ""],
])("%s finds %j", (text, names) => expect(found(text)).toBe(names));

test("ids are what makes nodes differ", () => {
	expect(nodeIdOf(A)).not.toBe(nodeIdOf({ ...A, namespace: "lab" }));
	expect(nodeIdOf(DB)).not.toBe(nodeIdOf({ ...DB, system: "mysql" }));
});
