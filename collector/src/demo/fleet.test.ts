import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createDemoFleet, type DemoFleet } from "./fleet.ts";

const RUNNER = fileURLToPath(new URL("./runner.testdata.ts", import.meta.url));
const fleets: DemoFleet[] = [];

function create(runner = RUNNER) {
	const lines: string[] = [];
	const endpoints = () => ({ grpc: "http://127.0.0.1:1", http: "http://127.0.0.1:2" });
	const fleet = createDemoFleet({ endpoints, say: (line) => lines.push(line), runner });
	fleets.push(fleet);
	const until = (state: string) => vi.waitFor(() => expect(fleet.status().state).toBe(state), { timeout: 30_000, interval: 20 });
	return { fleet, lines, until };
}

afterEach(async () => {
	vi.unstubAllEnvs();
	for (const fleet of fleets.splice(0)) await fleet.stop(0);
});

describe("the demo fleet", () => {
	it("is absent without its script, and says how to start it by hand", async () => {
		const { fleet } = create(join(import.meta.dirname, "nothing.ts"));
		const command = "npm run demo -- --endpoint http://127.0.0.1:1 --http-endpoint http://127.0.0.1:2";
		expect(fleet.status()).toEqual({ state: "absent", command, incident: null, message: "" });
		expect(() => fleet.start("none")).toThrow(expect.objectContaining({ kind: "unsupported" }));
		await fleet.stop(0);
	});

	it("starts once, with fixed arguments and nothing of the product's settings, runs, stops, and starts again", async () => {
		vi.stubEnv("SPANGLASS_ADMIN_TOKEN", "secret");
		const { fleet, lines, until } = create();
		fleet.start("breaker");
		expect(fleet.status()).toMatchObject({ state: "starting", incident: "breaker" });
		expect(() => fleet.start("none")).toThrow(expect.objectContaining({ kind: "conflict" }));
		await until("running");
		await fleet.stop(10_000);
		expect(fleet.status()).toMatchObject({ state: "stopped", incident: null, message: "" });
		expect(lines).toEqual(["args --endpoint http://127.0.0.1:1 --http-endpoint http://127.0.0.1:2 --incident breaker", "secrets "]);
		fleet.start("none");
		await until("running");
	});

	it("says why it failed, and can be started again", async () => {
		const { fleet, lines, until } = create();
		fleet.start("queue");
		await until("failed");
		expect(fleet.status()).toMatchObject({ incident: null, message: "no broker" });
		expect(lines.at(-1)).toBe("the demo fleet ended: no broker");
		fleet.start("none");
		await until("running");
		expect(fleet.status().message).toBe("");
	});

	it("names what is missing when its script is gone", async () => {
		const script = join(import.meta.dirname, `gone-${process.pid}.testdata.ts`);
		writeFileSync(script, "");
		const { fleet, until } = create(script);
		rmSync(script);
		fleet.start("none");
		await until("failed");
		expect(fleet.status().message).toMatch(/^Error.*Cannot find module/);
	});

	it("kills a runner that does not stop in time", async () => {
		const { fleet, until } = create();
		fleet.start("deadline");
		await until("running");
		await fleet.stop(50);
		expect(fleet.status().state).toBe("stopped");
	});
});
