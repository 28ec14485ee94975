import type { TransitionJson } from "@spanglass/shared/api/alert-schemas";
import { describe, expect, test } from "vitest";
import { deliveryOf, incidentOf, transitionOf } from "../../../testing/fake-alerts.ts";
import { bandsOf } from "./incident-bands.ts";
import { timelineOf } from "./timeline.ts";

const at = (second: number): string => `${1_763_579_000 + second}000000000`;
const ms = (second: number): number => (1_763_579_000 + second) * 1_000;

describe("bands", () => {
	const changes: readonly TransitionJson[] = [
		transitionOf({ id: 1, at: at(0), from: "ok", to: "pending" }),
		transitionOf({ id: 2, at: at(300), from: "pending", to: "firing" }),
	];

	test("each state lasts to the next change, the last one to the end", () => {
		expect(bandsOf(changes, ms(700)).map(({ look, fromMs, toMs }) => [look, fromMs, toMs])).toEqual([
			["pending", ms(0), ms(300)],
			["firing", ms(300), ms(700)],
		]);
	});

	test("what is ok has no band", () => {
		const over = [...changes, transitionOf({ id: 3, at: at(500), from: "firing", to: "ok" })];
		expect(bandsOf(over, ms(700)).at(-1)).toMatchObject({ look: "firing", toMs: ms(500) });
	});
});

test("the timeline has everything in order of time, and says that it goes on", () => {
	const incident = incidentOf({
		deploy: { service: "payment", environment: "prod", version: "v42", at: at(-40), beforeSeconds: 40 },
		transitions: [transitionOf({ id: 1, at: at(0), to: "pending" }), transitionOf({ id: 2, at: at(300), to: "firing" })],
		deliveries: [deliveryOf({ id: 7, createdAt: at(300), updatedAt: at(301) })],
		events: [{ id: 1, at: at(400), by: "lin", kind: "acknowledged" }],
	});
	expect(timelineOf(incident, [], ms(700)).map(({ kind, atMs }) => [kind, (atMs - ms(0)) / 1_000])).toEqual([
		["deploy", -40],
		["transition", 0],
		["transition", 300],
		["delivery", 301],
		["event", 400],
		["still", 700],
	]);
	expect(timelineOf({ ...incident, state: "resolved" }, [], ms(700)).at(-1)?.kind).toBe("event");
});
