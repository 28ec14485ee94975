/** go-zero: calls of databases are CLIENT spans `sql`, `redis`, `mongo` that name neither system nor peer. */
import { SpanKind } from "../../model/span.ts";
import { inferredDatabase } from "../peer.ts";
import { hasKey } from "../text-under.ts";
import type { FrameworkAdapter } from "./adapter.ts";

const SYSTEMS: ReadonlyMap<string, string> = new Map([
	["sql", "other_sql"],
	["redis", "redis"],
	["mongo", "mongodb"],
]);

export const goZero: FrameworkAdapter = {
	name: "go-zero",
	scope: /(^|\/)go-zero(\/|$)/,
	repair(input) {
		const system = input.kind === SpanKind.client ? SYSTEMS.get(input.name) : undefined;
		if (system === undefined || hasKey(input, "db.system.name")) return undefined;
		return { protocol: "db", peer: inferredDatabase(input, system) };
	},
};
