import type { AlertRecord, AlertState } from "@spanglass/shared/model/alert";
import { describe, expect, it } from "vitest";
import { advance, end, FAILURES, newRecord, type Patience, resume, tell, type Verdict } from "./state-machine.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RULE: Patience = { forSeconds: 300, keepFiringSeconds: 300, noData: "keep", repeatSeconds: 4 * 3600 };

const HOLDS: Verdict = { type: "value", holds: true, value: 9, sample: 100 };
const CLEAR: Verdict = { type: "value", holds: false, value: 1, sample: 100 };
const MISSING: Verdict = { type: "missing" };
const FAILED: Verdict = { type: "failed", message: "the disk" };

/** `!` holds, `.` does not, `-` nothing is known, `x` failed: one letter a minute. Result: the state after each. */
function states(letters: string, rule: Patience = RULE, first = newRecord(0)): readonly AlertState[] {
	let record = first;
	return [...letters].map((letter, minute) => {
		record = advance(record, verdictOf(letter), { rule, now: (minute + 1) * MINUTE }).record;
		return record.state;
	});
}

function after(letters: string, rule: Patience = RULE): AlertRecord {
	let record = newRecord(0);
	for (const [minute, letter] of [...letters].entries())
		record = advance(record, verdictOf(letter), { rule, now: (minute + 1) * MINUTE }).record;
	return record;
}

function verdictOf(letter: string): Verdict {
	return { "!": HOLDS, ".": CLEAR, "-": MISSING, x: FAILED }[letter] ?? CLEAR;
}

const short = (all: readonly AlertState[]) => all.map((state) => state.slice(0, 1)).join("");

describe("the table of states", () => {
	it.each([
		["stays ok", "...", "ooo"],
		["waits and fires", "!!!!!!", "pppppf"],
		["is ok again when the condition ends before it fired", "!!!.!", "pppop"],
		["recovers, and is ok after keep firing", "!!!!!!......", "pppppfrrrroo"],
		["fires again without waiting while it recovers", "!!!!!!..!....", "pppppfrrfrrrr"],
		["keeps what burns when nothing is known", "!!!!!!--!", "pppppffff"],
		["keeps what waits, and lets it wait on", "!!---!!", "pppppff"],
		["says that nothing is known of what was ok", "..--.", "oonno"],
		["is in error after three failures, and goes on from where it was", "!!!!!!xxx!.", "pppppfffefr"],
		["is not in error after two", "..xx.xx.", "oooooooo"],
		["says no data after an error, and error after no data", "xxx-xxx.", "ooennneo"],
	] as const)("%s", (_name, letters, expected) => {
		expect(short(states(letters))).toBe(expected);
	});

	it.each([
		["notify", "!!!!!!--!", "pppppfnnf"],
		["notify", "..-.", "oono"],
		["ok", "!!!!!!------", "pppppfrrrroo"],
		["ok", "--", "oo"],
	] as const)("with the policy %s: %s", (noData, letters, expected) => {
		expect(short(states(letters, { ...RULE, noData }))).toBe(expected);
	});

	it("fires and ends at once without for and keep firing", () => {
		expect(short(states("!!..!", { ...RULE, forSeconds: 0, keepFiringSeconds: 0 }))).toBe("ffoof");
	});

	it("remembers when it began, fired and last held", () => {
		expect(after("..!!!!!!..")).toMatchObject({
			activeAt: 3 * MINUTE,
			firedAt: 8 * MINUTE,
			heldAt: 8 * MINUTE,
			state: "recovering",
			since: 9 * MINUTE,
		});
		expect(after("!!!!!!......")).not.toHaveProperty("firedAt", expect.any(Number));
	});

	it("lets no time pass when the clock is set back, and does not wait for the old time to come", () => {
		const firing = after("!!!!!!");
		const set = advance(firing, HOLDS, { rule: RULE, now: -10 * HOUR }).record;
		expect(set.state).toBe("firing");
		expect(advance(set, CLEAR, { rule: RULE, now: -10 * HOUR + 5 * MINUTE }).record.state).toBe("ok");
	});
});

describe("after a gap", () => {
	const pending = after("!!");
	const firing = after("!!!!!!");
	const wake = (record: AlertRecord, gapMs: number, verdict: Verdict, rule = RULE) => {
		const now = 6 * MINUTE + gapMs;
		const resumed = resume(record, { rule, gapMs, now });
		return { resumed, ...advance(resumed.record, verdict, { rule, now }) };
	};

	it("of 2 minutes what waits goes on, the gap included", () => {
		const { resumed, record } = wake(pending, 2 * MINUTE, HOLDS);
		expect(resumed.change).toBeUndefined();
		expect(record).toMatchObject({ state: "firing", activeAt: MINUTE });
	});

	it("of more than an hour what waits begins anew, for ten minutes at most", () => {
		const { resumed, record } = wake(pending, 2 * HOUR, HOLDS);
		expect(resumed.change).toEqual({ from: "pending", to: "pending", reason: "restart" });
		expect(record).toMatchObject({ state: "pending", activeAt: 6 * MINUTE + 2 * HOUR });
		const patient = { ...RULE, forSeconds: 3600 };
		const woken = wake(pending, 2 * HOUR, HOLDS, patient).record;
		const at = (minutes: number) => advance(woken, HOLDS, { rule: patient, now: 6 * MINUTE + 2 * HOUR + minutes * MINUTE }).record.state;
		expect([at(9), at(10)]).toEqual(["pending", "firing"]);
	});

	it("of any length what fires fires on", () => {
		expect(wake(firing, 2 * MINUTE, HOLDS).change).toBeUndefined();
		expect(wake(firing, 100 * HOUR, HOLDS).change).toBeUndefined();
		expect(wake(firing, 2 * HOUR, CLEAR).record.state).toBe("recovering");
		expect(wake(firing, 30 * MINUTE, CLEAR).record.state).toBe("ok");
	});
});

describe("what is told", () => {
	const told = (record: AlertRecord, now: number, isSilenced = false, rule = RULE) => tell(record, { rule, now, isSilenced });

	it("is told once that it fires, again after the repeat interval, and once that it ended", () => {
		const first = told(after("!!!!!!"), 6 * MINUTE);
		expect(first).toMatchObject({ event: "firing", record: { sequence: 1, isTold: true } });
		expect(told(first.record, 7 * MINUTE).event).toBeUndefined();
		const again = told(first.record, 6 * MINUTE + 4 * HOUR);
		expect(again).toMatchObject({ event: "repeat", record: { sequence: 2 } });
		const over = advance(again.record, CLEAR, { rule: { ...RULE, keepFiringSeconds: 0 }, now: 5 * HOUR }).record;
		const last = told(over, 5 * HOUR);
		expect(last).toMatchObject({ event: "resolved", record: { sequence: 3, isTold: false } });
		expect(told(last.record, 6 * HOUR).event).toBeUndefined();
	});

	it("says nothing while it waits, recovers or is silenced, and says it when the silence has ended", () => {
		expect(told(after("!!"), MINUTE).event).toBeUndefined();
		const firing = after("!!!!!!");
		const silenced = told(firing, 6 * MINUTE, true);
		expect(silenced.event).toBeUndefined();
		expect(told(silenced.record, 7 * MINUTE).event).toBe("firing");
		const known = told(firing, 6 * MINUTE).record;
		expect(told(advance(known, CLEAR, { rule: RULE, now: 7 * MINUTE }).record, 7 * MINUTE).event).toBeUndefined();
	});

	it("tells the end of what was told, also when it is silenced; and of a rule that is gone", () => {
		const known = told(after("!!!!!!"), 6 * MINUTE).record;
		expect(told(end(known, "rule", 7 * MINUTE).record, 7 * MINUTE, true).event).toBe("resolved");
		expect(told(end(after("!!!!!!"), "rule", 7 * MINUTE).record, 7 * MINUTE).event).toBeUndefined();
	});

	it("tells of an error once, and does not tell again that it fires", () => {
		const known = told(after("!!!!!!"), 6 * MINUTE).record;
		let record = known;
		for (let at = 0; at < FAILURES; at++) record = advance(record, FAILED, { rule: RULE, now: (7 + at) * MINUTE }).record;
		const error = told(record, 9 * MINUTE);
		expect(error).toMatchObject({ event: "error", record: { sequence: 2, isTold: true } });
		expect(told(error.record, 10 * MINUTE).event).toBeUndefined();
		const back = advance(error.record, HOLDS, { rule: RULE, now: 11 * MINUTE });
		expect(back.change).toEqual({ from: "error", to: "firing", reason: "back" });
		const quiet = told(back.record, 11 * MINUTE);
		expect(quiet.event).toBeUndefined();
		expect(quiet.record.trouble).toBeUndefined();
	});

	it("tells that nothing is known only when the rule says so", () => {
		const unknown = after("..-");
		expect(told(unknown, 3 * MINUTE).event).toBeUndefined();
		const rule = { ...RULE, noData: "notify" } as const;
		expect(told(unknown, 3 * MINUTE, false, rule)).toMatchObject({ event: "noData", record: { trouble: "noData", isTold: false } });
	});

	it("names a new episode when it was ok between", () => {
		const rule = { ...RULE, forSeconds: 0, keepFiringSeconds: 0 };
		const once = told(after("!", rule), MINUTE).record;
		const ok = told(advance(once, CLEAR, { rule, now: 2 * MINUTE }).record, 2 * MINUTE).record;
		const again = told(advance(ok, HOLDS, { rule, now: 3 * MINUTE }).record, 3 * MINUTE).record;
		expect([once.episode, again.episode, again.sequence]).toEqual([MINUTE, 3 * MINUTE, 1]);
	});
});

it("tells at most once in five minutes of what flaps every 30 seconds, and history has every change (A04)", () => {
	let record = newRecord(0);
	let changes = 0;
	const events: number[] = [];
	for (let now = 30_000; now <= HOUR; now += 30_000) {
		const rule = { ...RULE, forSeconds: 0 };
		const step = advance(record, now % 60_000 === 0 ? CLEAR : HOLDS, { rule, now });
		if (step.change !== undefined) changes++;
		const { event, record: after } = tell(step.record, { rule, now, isSilenced: false });
		record = after;
		if (event !== undefined) events.push(now);
	}
	expect(events).toEqual([30_000]);
	expect(changes).toBe(120);
});
