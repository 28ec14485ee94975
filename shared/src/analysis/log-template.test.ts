import { decodeLogsRequest } from "@spanglass/shared/otlp/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordedFolders } from "../otlp/corpus.testdata.ts";
import { LogLine } from "./log-line.ts";
import { LogTemplates, MOST_TEMPLATES, OTHER_TEMPLATE } from "./log-template.ts";

const encoder = new TextEncoder();

function lineOf(text: string): LogLine {
	const line = new LogLine();
	const bytes = encoder.encode(text);
	line.read(bytes, 0, bytes.length);
	return line;
}

const masked = (text: string): string => lineOf(text).parts().join("");

/** Ids of the templates of some messages, in order. */
function mined(texts: readonly string[], templates = new LogTemplates()): readonly string[] {
	return texts.map((text) => templates.idOf(templates.add(lineOf(text))));
}

/** Whether a message may be of a template with this text. */
function isOf(message: string, text: string): boolean {
	const patterns = text.split(" ");
	return message.split(" ").every((word, at) => patterns[at] === word || patterns[at] === "<*>");
}

describe("a line", () => {
	it.each([
		["order 42 took 12ms", "order <*> took <*>"],
		["order -42 at +1.5", "order <*> at <*>"],
		["GET /srv/orders/1234/items", "GET /srv/orders/<*>/items"],
		["from 10.0.3.4:8080 and [2001:db8::ff00:42:8329]", "from <*> and [<*>]"],
		["2026-11-27T12:30:01.123+01:00 started", "<*> started"],
		["user 0b8fbeef-dead-beef-8a3a-fb3f32a7c0de gone", "user <*> gone"],
		["key deadbeef of bead", "key <*> of bead"],
		['no such file "my file.txt"', 'no such file "<*>"'],
		["can't open '/tmp/a b'", "can't open '<*>'"],
		['level=info msg="order placed, thanks." user="bob smith" id=7', 'level=info msg="order placed, thanks." user="<*>" id=<*>'],
		['{"level":"info","msg":"order placed","id":12}', '{"level":"info","msg":"order placed","id":<*>}'],
		["it is a \"half quote and '", "it is a \"half quote and '"],
		["\u001b[32mINFO\u001b[0m \t ready", "INFO ready"],
		["  \n\n  first line  \n  at second(line.ts:3)", "first line"],
		["Überweisung 7 für Jürgen", "Überweisung <*> für Jürgen"],
		["-----", "-----"],
		["", ""],
	])("%j is %j", (text, expected) => {
		expect(masked(text)).toBe(expected);
	});

	it("is cut after 64 words and 1,024 bytes, and not when that is all", () => {
		const words = Array.from({ length: 70 }, () => "word");
		expect(masked(words.join(" "))).toBe(`${words.slice(0, 64).join(" ")} …`);
		expect(masked(words.slice(0, 64).join(" "))).toBe(words.slice(0, 64).join(" "));
		expect(masked(`a ${"- ".repeat(600)}b`)).toBe("a …");
		expect(masked(`${"x".repeat(1020)} abcdefgh`)).toBe("<*> …");
	});

	it("reads any text, the same each time", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
				const line = lineOf(text);
				expect(line.parts().length).toBe(line.wordCount * 2 + 1);
				const { structure, high, low } = line;
				const again = lineOf(text);
				expect([again.structure, again.high, again.low]).toEqual([structure, high, low]);
			}),
		);
	});

	it("is told from others by its words and separators, whatever is masked", () => {
		const word = fc.constantFrom("order", "item", "paid", "<", "[", "=", ", ", " ", "7", "12.5");
		fc.assert(
			fc.property(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 8 }), (a, b) => {
				const [one, two] = [lineOf(a.join("")), lineOf(b.join(""))];
				const isSame = JSON.stringify(one.parts()) === JSON.stringify(two.parts());
				expect(one.high === two.high && one.low === two.low).toBe(isSame);
			}),
		);
	});
});

describe("templates", () => {
	it("are told apart by one word", () => {
		const templates = new LogTemplates();
		const ids = mined(["order 1 accepted by bank", "order 2 rejected by bank", "order 3 accepted by bank"], templates);
		expect(ids[0]).toBe(ids[2]);
		expect(ids[0]).not.toBe(ids[1]);
		expect(templates.textOf(ids[0] ?? "")).toBe("order <*> accepted by bank");
	});

	it("become one when a word varies much: the id of the oldest stays, those of the others lead to it", () => {
		const templates = new LogTemplates();
		const names = ["ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "ida"];
		const ids = mined(
			names.map((name) => `user ${name} has logged in`),
			templates,
		);
		const [oldest = ""] = ids;
		expect(new Set(ids).size).toBe(7);
		expect(templates.textOf(oldest)).toBe("user <*> has logged in");
		expect(ids.map((id) => templates.resolve(id))).toEqual(ids.map(() => oldest));
		expect(templates.size).toBe(1);
		expect(mined(["user zoe has logged in"], templates)).toEqual([oldest]);
	});

	it("take a place as varying at once when something masked comes there", () => {
		const templates = new LogTemplates();
		const ids = mined(["session abcxyz is open", "session k3j9 is open", "session qwerty is open"], templates);
		expect(new Set(ids).size).toBe(1);
		expect(templates.textOf(ids[0] ?? "")).toBe("session <*> is open");
	});

	it("lead to the oldest over several steps", () => {
		const templates = new LogTemplates();
		const [oldest = ""] = mined(["user ann had logged in"], templates);
		const names = ["ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal"];
		const ids = mined(
			names.map((name) => `user ${name} has logged in`),
			templates,
		);
		expect(new Set(ids.map((id) => templates.resolve(id)))).toEqual(new Set([ids[0]]));
		mined(["user ann 7 logged in", "user 8 had logged in"], templates);
		expect(new Set(ids.map((id) => templates.resolve(id)))).toEqual(new Set([oldest]));
		expect(templates.textOf(ids[5] ?? "")).toBe("user <*> <*> logged in");
		const again = new LogTemplates(templates.state);
		expect(ids.map((id) => again.resolve(id))).toEqual(ids.map(() => oldest));
	});

	it("are merged by likeness where a leaf is crowded", () => {
		const templates = new LogTemplates();
		const word = (n: number) => String.fromCharCode(103 + (n % 13), 103 + (Math.floor(n / 13) % 13), 120);
		const texts = Array.from({ length: 60 }, (_, at) => `moved parcel from ${word(at)} to ${word(at + 80)} today`);
		const ids = mined(texts, templates);
		expect(new Set(ids).size).toBe(48);
		expect(templates.size).toBe(1);
		expect(templates.textOf(ids[0] ?? "")).toBe("moved parcel from <*> to <*> today");
	});

	it("of one word stay apart from each other and from a number", () => {
		const templates = new LogTemplates();
		const texts = Array.from({ length: 20 }, (_, at) => `start${String.fromCharCode(97 + at)}`);
		expect(new Set(mined(["42", ...texts, "43", ...texts], templates)).size).toBe(21);
	});

	it("are no more than the cap; the rest is one", () => {
		const templates = new LogTemplates();
		const texts = Array.from({ length: 900 }, (_, at) => `${"x ".repeat(at % 30)}${"|".repeat(Math.floor(at / 30))} end`);
		const ids = mined(texts, templates);
		expect(new Set(ids).size).toBe(MOST_TEMPLATES + 1);
		expect(ids.at(-1)).toBe(OTHER_TEMPLATE);
		expect(templates.size).toBe(MOST_TEMPLATES);
		expect(mined(texts.slice(0, 10), templates)).toEqual(ids.slice(0, 10));
	});

	it("are the same whether the state is read back between or not, and every id keeps a text that covers its lines", () => {
		const word = fc.constantFrom("user", "ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "ida", "joe", "7", "is", "not");
		const texts = fc.array(
			fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" ")),
			{ minLength: 1, maxLength: 300, size: "max" },
		);
		fc.assert(
			fc.property(texts, fc.nat(), (all, cut) => {
				const at = cut % all.length;
				const whole = new LogTemplates();
				const ids = mined(all, whole);
				const first = new LogTemplates();
				const before = mined(all.slice(0, at), first);
				const second = new LogTemplates(JSON.parse(JSON.stringify(first.state)));
				expect([...before, ...mined(all.slice(at), second)]).toEqual(ids);
				expect(second.state).toEqual(whole.state);
				const wrong = all.filter((text, place) => !isOf(text, whole.textOf(ids[place] ?? "") ?? ""));
				expect(wrong).toEqual([]);
			}),
			{ numRuns: 30 },
		);
	});

	it("are merged also where there is no room for more, if later", () => {
		const templates = new LogTemplates();
		const letters = (number: number) => String.fromCharCode(103 + (number % 20), 103 + (Math.floor(number / 20) % 20), 110);
		const noise = Array.from({ length: 400 }, (_, at) => ["g", "h", "i", "j", "k", "l"].map((start) => start + letters(at)).join(" "));
		const [first = ""] = mined(["user ann did log in now", ...noise], templates);
		expect(mined(["rest of all other words there"], templates)).toEqual([OTHER_TEMPLATE]);
		mined(
			Array.from({ length: 100 }, (_, at) => `user x${letters(at)} did log in now`),
			templates,
		);
		expect(templates.textOf(first)).toBe("user <*> did log in now");
		expect(mined(["user zoe did log in now"], templates)).toEqual([first]);
	});

	it("have ids of their owner, and know their first minute through what becomes one with them", () => {
		const templates = new LogTemplates(undefined, { owner: "cart" });
		const [ann = ""] = mined(["user ann is in"], templates);
		expect(mined(["user ann is in"], new LogTemplates(undefined, { owner: "bank" }))).not.toEqual([ann]);
		templates.see(ann, 30);
		const [bob = ""] = mined(["user bob is in"], templates);
		templates.see(bob, 20);
		expect([templates.firstMinuteOf(ann), templates.firstMinuteOf(bob), templates.firstMinuteOf("none")]).toEqual([30, 20, undefined]);
		expect(templates.ids()).toEqual([ann, bob]);
		mined(
			["cyd", "dan", "eve", "fay", "gil", "hal"].map((name) => `user ${name} is in`),
			templates,
		);
		expect([templates.ids(), templates.textOf(bob)]).toEqual([[ann], "user <*> is in"]);
		expect(templates.firstMinuteOf(bob)).toBe(20);
		templates.see(bob, 10);
		expect(new LogTemplates(templates.state, { owner: "cart" }).firstMinuteOf(ann)).toBe(10);
	});

	it("are no more than all that share a budget may have", () => {
		const budget = { left: 3 };
		const [a, b] = [new LogTemplates(undefined, { budget }), new LogTemplates(undefined, { budget })];
		expect(mined(["one", "two more"], a)).not.toContain(OTHER_TEMPLATE);
		expect(mined(["one", "two more", "one"], b).map((id) => id === OTHER_TEMPLATE)).toEqual([false, true, false]);
	});

	it.each(recordedFolders().map(({ name, requests }) => ({ name, requests })))("of recorded messages of $name are few", ({ requests }) => {
		const bodies = requests
			.filter(({ signal, encoding }) => signal === "logs" && encoding === "pb")
			.flatMap(({ bytes }) => decodeLogsRequest(bytes))
			.flatMap(({ body }) => (body?.type === "string" ? [body.value] : []));
		const templates = new LogTemplates();
		const ids = mined(bodies, templates);
		expect(ids).not.toContain(OTHER_TEMPLATE);
		expect(new Set(ids.map((id) => templates.resolve(id))).size).toBe(templates.size);
		expect(templates.size).toBeLessThanOrEqual(Math.max(1, Math.ceil(bodies.length / 5)));
	});
});
