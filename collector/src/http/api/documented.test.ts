/** Whoever writes a client has `docs/formats/api.md`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PATHS } from "@spanglass/shared/api/paths";
import { ROUTES } from "@spanglass/shared/api/routes";
import { expect, it } from "vitest";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../../..", "docs/formats/api.md"), "utf8");
/** The running text and the tables, without examples; Jaeger's routes are others. */
const told = (DOCUMENT.split("\n## Jaeger")[0] ?? "").split("```").filter((_, index) => index % 2 === 0);
const WORDS = new Set(told.flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.split(/[ ?]/))));

it("names every route", () => {
	expect(Object.values(PATHS).filter((path) => !WORDS.has(path))).toEqual([]);
});

it("names every parameter", () => {
	const parameters = new Set(Object.values(ROUTES).flatMap(({ query }) => Object.keys(query.shape)));
	expect([...parameters].filter((name) => !WORDS.has(name))).toEqual([]);
});
