import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Subjects } from "../../rollup/subjects.ts";
import { WaitingLinks } from "../../rollup/waiting-links.ts";
import { blobFromLinks, linksFromBlob } from "./stored-links.ts";

const traceId = (number: number) => number.toString(16).padStart(32, "0");

function subjectOf(subjects: Subjects, service: string, operation: string): number {
	const emitter = { environment: "prod", namespace: "", service, version: "v1", instance: "i" };
	const canonical = subjects.canonicals.numberOf({
		...{ kind: 5, protocol: "messaging", operation, statusClass: "", isError: false, callerService: "", isResend: false },
		peer: { node: { type: "topic", namespace: "", name: "orders", system: "kafka" }, edge: "messaging", evidence: "peer" },
	});
	return subjects.numberOf(subjects.emitterNumber(emitter), emitter, canonical);
}

function told(links: WaitingLinks, subjects: Subjects) {
	return Array.from(links.all(), ({ holder, ...link }) => {
		const { emitter, canonical } = subjects.at(holder.subject);
		return { ...link, ...holder, subject: 0, emitter, canonical: subjects.canonicals.at(canonical) };
	});
}

describe("stored links", () => {
	it("are what they were, in order, in a thread that numbers subjects otherwise", () => {
		const subjects = new Subjects();
		const links = new WaitingLinks();
		for (let number = 0; number < 40; number++) {
			const subject = subjectOf(subjects, number % 3 === 0 ? "mailer" : "billing", `process ${number % 2}`);
			const holder = { subject, minute: 29_833_333, nanos: 59_999_999_999 - number, durationNanos: number };
			links.add({ traceId: traceId(number % 7), spanId: number.toString(16).padStart(16, "0"), holder, arrivedAt: 1000 + number });
		}
		const others = new Subjects();
		subjectOf(others, "somebody", "else");
		const loaded = linksFromBlob(blobFromLinks(links, subjects), others);
		expect(loaded.count).toBe(40);
		expect(told(loaded, others)).toEqual(told(links, subjects));
	});

	it("cost little a link: what holders say stands once", () => {
		const subjects = new Subjects();
		const links = new WaitingLinks();
		const holder = { subject: subjectOf(subjects, "mailer", "process"), minute: 1, nanos: 2, durationNanos: 3 };
		for (let number = 0; number < 1000; number++) links.add({ traceId: traceId(number), spanId: "0".repeat(16), holder, arrivedAt: 0 });
		const stored = JSON.parse(zstdDecompressSync(blobFromLinks(links, subjects)).toString("utf8"));
		expect(stored.said).toHaveLength(1);
		expect(stored.links).toHaveLength(1000);
	});

	it("are refused when a holder is missing", () => {
		const blob = zstdCompressSync(JSON.stringify({ said: [], links: [[traceId(1), "0".repeat(16), 0, 0, 1, 2, 3]] }));
		expect(() => linksFromBlob(blob, new Subjects())).toThrow(RangeError);
	});
});
