import { expect, it } from "vitest";
import { drawnSkeleton } from "./drawn-skeleton.testdata.ts";
import { heldByWork, rowsBelow, suspectOfError, suspectOfLatency, workOf } from "./suspected-span.ts";

const FAILED = drawnSkeleton(`
	gateway: POST /orders        [=========!]
	  checkout: place             [=======!]
	    stock: reserve            [=]
	    payment: pay                 [====!]
	      bank: debit                 [==!]
	  audit: log                            [!]
`);

const SLOW = drawnSkeleton(`
	gateway: GET /cart           [===================]
	  cart: load                  [================]
	    db: SELECT                 [============]
`);

it("suspects the deepest failed span on the longest chain, and says how long the chain is", () => {
	const suspect = suspectOfError(FAILED);
	expect(suspect && workOf(FAILED, suspect.row)).toBe("bank\ndebit");
	expect(suspect?.chainLength).toBe(4);
	expect(suspectOfError(SLOW)).toBeUndefined();
});

it("suspects what held more than usual, not what held most", () => {
	const usual = new Map([["db\nSELECT", 13e6]]);
	const bySelf = suspectOfLatency(SLOW, new Map());
	expect(bySelf && workOf(SLOW, bySelf.row)).toBe("db\nSELECT");
	const beyond = suspectOfLatency(SLOW, usual);
	expect(beyond && workOf(SLOW, beyond.row)).toBe("cart\nload");
	expect(heldByWork(SLOW).get("db\nSELECT")).toBe(14e6);
});

it("finds what lies below a span", () => {
	const pay = [...FAILED.operation.keys()].find((row) => workOf(FAILED, row) === "payment\npay") ?? -1;
	expect([...rowsBelow(FAILED, pay)].map((row) => workOf(FAILED, row).split("\n")[0])).toEqual(["payment", "bank"]);
});
