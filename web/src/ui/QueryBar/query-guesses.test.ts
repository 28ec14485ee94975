import { describe, expect, test } from "vitest";
import { guessesOf } from "./query-guesses.ts";

const SERVICES = ["payment", "checkout", "order worker"];
const repaired = (query: string): readonly string[] => guessesOf(query, SERVICES).map((guess) => guess.repaired);

describe("slips in a query", () => {
	test.each([
		["servce:payment", "service:payment"],
		["sevrice:payment", "service:payment"],
		["status:error AND -(Duration:>1s)", "status:error AND -(duration:>1s)"],
		["staus:error", "status:error"],
		["service:paymnt", "service:payment"],
		['service:"chekcout" status:error', "service:checkout status:error"],
		["service:Payment", "service:payment"],
		['service:"order wroker"', 'service:"order worker"'],
	])("%s may have meant %s", (query, meant) => {
		expect(repaired(query)).toEqual([meant]);
	});

	test("each slip is repaired on its own", () => {
		expect(repaired("servce:payment service:paymnt")).toEqual(["service:payment service:paymnt", "servce:payment service:payment"]);
	});

	test.each([
		["service:payment status:error"],
		["op:pay version:v42"],
		["http.route:/pay"],
		["peer:redis"],
		["service:elsewhere"],
		["service:pay*"],
		["service:/paymnt/"],
		['"servce":payment'],
		["span.servce:payment"],
		["paymnt"],
		['service:"paymnt'],
	])("%s is taken as it is", (query) => {
		expect(repaired(query)).toEqual([]);
	});
});
