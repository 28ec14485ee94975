/** How long starts took, with what the machine was doing meanwhile. */
import type { Stack } from "../../support/stack.ts";
import { atMost, type Check, fact, timed } from "./check.ts";
import { cpuMs, machineLoad } from "./process.ts";

const LIMIT_MS = 2000;

export class ReadyTimes {
	#slowestMs = 0;
	#cpuOfSlowest = 0;
	#loadOfSlowest = "";
	readonly #all: number[] = [];

	count({ readyMs, pid }: Stack): void {
		this.#all.push(readyMs);
		if (readyMs <= this.#slowestMs) return;
		this.#slowestMs = readyMs;
		this.#cpuOfSlowest = cpuMs(pid);
		this.#loadOfSlowest = machineLoad();
	}

	checks(): readonly Check[] {
		const sorted = this.#all.toSorted((left, right) => left - right);
		return [
			fact(
				"first start (nothing stored) / median start, ms",
				`${Math.round(this.#all[0] ?? 0)} / ${Math.round(sorted[sorted.length >> 1] ?? 0)}`,
			),
			timed(atMost("slowest start, ms", this.#slowestMs, LIMIT_MS)),
			fact("CPU ms of that start / load of the machine", `${this.#cpuOfSlowest} / ${this.#loadOfSlowest}`),
		];
	}
}
