import fc from "fast-check";
import { expect, it } from "vitest";
import type { Attribute } from "../model/attributes.ts";
import { type Span, SpanKind } from "../model/span.ts";
import { arbitraryConventionSpan } from "../testing/arbitrary-convention.ts";
import { canonicalOfSpan } from "./canonical-of-span.ts";
import { spanDisplayName } from "./display-name.ts";
import { RENAMES, VALUE_RENAMES } from "./renames.ts";

const GRPC_NUMBERS: Readonly<Record<string, bigint>> = { OK: 0n, DEADLINE_EXCEEDED: 4n, UNAVAILABLE: 14n };
/** Names that mean this key on spans of one kind only: on calls the host's name is the caller's. */
const NOT_ON_CALLS = ["net.host.name"];
/** Codes of protocols that have no such names. */
const OTHER_CODES = ["rpc.connect_rpc.error_code", "rpc.jsonrpc.error_code"];

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

function oldNames(key: string, kind: number): readonly string[] {
	const [, ...old] = RENAMES.find(([canonical]) => canonical === key) ?? [key];
	const unfit = kind === SpanKind.server ? OTHER_CODES : [...OTHER_CODES, ...NOT_ON_CALLS];
	return old.filter((name) => !unfit.includes(name));
}

/** The attribute as it was written `age` names ago. */
function older({ key, value }: Attribute, kind: number, age: number): readonly Attribute[] {
	const told = value.type === "string" ? value.value : "";
	if (key === "rpc.method") {
		const slash = told.lastIndexOf("/");
		return [text("rpc.service", told.slice(0, slash)), text("rpc.method", told.slice(slash + 1))];
	}
	const names = oldNames(key, kind);
	const name = names[age % names.length];
	if (name === undefined) return [{ key, value }];
	if (name === "rpc.grpc.status_code") return [{ key: name, value: { type: "int", value: GRPC_NUMBERS[told] ?? 2n } }];
	if (name === "http.host" && told !== "") return [text(name, `${told}:8080`)];
	const oldValues = VALUE_RENAMES[key]?.find(([canonical]) => canonical === told) ?? [told];
	return [value.type === "string" ? text(name, oldValues.at(-1) ?? told) : { key: name, value }];
}

function spelled(span: Span, attributes: readonly Attribute[]): Span {
	return { ...span, attributes };
}

it("a span written with old names, with new names or with both is the same span", () => {
	fc.assert(
		fc.property(arbitraryConventionSpan, fc.nat({ max: 3 }), (span, age) => {
			const old = span.attributes.flatMap((attribute) => older(attribute, span.kind, age));
			const both = [...span.attributes, ...old.filter(({ key }) => !span.attributes.some((attribute) => attribute.key === key))];
			const canonical = canonicalOfSpan(span);
			expect(canonicalOfSpan(spelled(span, old))).toEqual(canonical);
			expect(canonicalOfSpan(spelled(span, both))).toEqual(canonical);
			expect(spanDisplayName(spelled(span, old))).toBe(canonical.operation);
		}),
		{ numRuns: 2000 },
	);
});

it("each older name alone is read as the newest", () => {
	const read = [
		["http.request.method", "GET", "operation"],
		["db.system.name", "redis", "peer"],
		["db.namespace", "orders", "peer"],
		["service.peer.name", "billing", "peer"],
		["network.peer.address", "10.0.0.7", "peer"],
		["url.full", "http://shop.example/", "peer"],
		["messaging.destination.name", "orders", "peer"],
		["gen_ai.provider.name", "openai", "peer"],
		["rpc.system.name", "kitex", "protocol"],
	] as const;
	fc.assert(
		fc.property(arbitraryConventionSpan, fc.constantFrom(...read), (any, [key, value, field]) => {
			const span = { ...any, kind: SpanKind.client, name: "/shop.Orders/Place", scope: { ...any.scope, name: "" } };
			const told = canonicalOfSpan(spelled(span, [text(key, value)]))[field];
			expect(told).not.toEqual(canonicalOfSpan(spelled(span, []))[field]);
			for (const name of oldNames(key, span.kind)) {
				expect(canonicalOfSpan(spelled(span, [text(name, value)]))[field]).toEqual(told);
			}
		}),
	);
});
