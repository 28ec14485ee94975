/** The miners of all services of one partition, and what they said of lines that come again. */
import { LogLine } from "@spanglass/shared/analysis/log-line";
import { LogSignature } from "@spanglass/shared/analysis/log-signature";
import { LogTemplates, type LogTemplatesState, OTHER_TEMPLATE } from "@spanglass/shared/analysis/log-template";

/** Beyond so many all records of a new service are in `__other__`. */
const MOST_SERVICES = 2000;
/** Lines that are remembered, 4 beside each other; a power of 2. */
const REMEMBERED = 16_384;
const WAYS = 4;
const WORDS = 4;

export interface LogService {
	readonly namespace: string;
	readonly service: string;
}

/** Templates of a service as they are stored. */
export interface ServiceTemplates extends LogService {
	readonly state: LogTemplatesState;
}

interface Mined extends LogService {
	readonly templates: LogTemplates;
	savedChanges: number;
}

export class LogMiners {
	readonly #services: Mined[] = [];
	readonly #numbers = new Map<string, number>();
	readonly #line = new LogLine();
	readonly #signature = new LogSignature();
	#bytes: Uint8Array = new Uint8Array(0);
	#data = new DataView(new ArrayBuffer(0));
	/** By place: 64 bits of a line with its service, the version of the miner that was asked, its answer. */
	readonly #memo = new Int32Array(REMEMBERED * WORDS);
	#nextWay = 0;

	constructor(stored: Iterable<ServiceTemplates> = []) {
		for (const { namespace, service, state } of stored) this.#put({ namespace, service }, new LogTemplates(state));
	}

	/** The number of a service; the same in all questions. -1 when there are too many. */
	serviceNumber(service: LogService): number {
		const known = this.#numbers.get(keyOf(service));
		if (known !== undefined) return known;
		return this.#services.length >= MOST_SERVICES ? -1 : this.#put(service, new LogTemplates());
	}

	/** The number of the template of a message: bytes [start, end). -1 is `__other__`. Cost: 0.4 µs for a line like one before, of 80 bytes. */
	templateOf(service: number, bytes: Uint8Array, start: number, end: number): number {
		const mined = this.#services[service];
		if (mined === undefined) return -1;
		const isRead = !this.#readSignature(bytes, start, end);
		const line = this.#line;
		const told = isRead ? line : this.#signature;
		if (isRead) line.read(bytes, start, end);
		const high = told.high ^ Math.imul(service + 1, 0x9e37_79b1);
		const low = told.low ^ (high >>> 11);
		const memo = this.#memo;
		const version = mined.templates.version + 1;
		const bucket = ((low ^ (low >>> 16)) & (REMEMBERED / WAYS - 1)) * WAYS * WORDS;
		for (let at = bucket; at < bucket + WAYS * WORDS; at += WORDS)
			if (memo[at] === high && memo[at + 1] === low && memo[at + 2] === version) return memo[at + 3] as number;
		if (!isRead) line.read(bytes, start, end);
		const template = mined.templates.add(line);
		const at = bucket + (this.#nextWay++ % WAYS) * WORDS;
		memo[at] = high;
		memo[at + 1] = low;
		memo[at + 2] = mined.templates.version + 1;
		memo[at + 3] = template;
		return template;
	}

	#readSignature(bytes: Uint8Array, start: number, end: number): boolean {
		if (bytes !== this.#bytes) {
			this.#bytes = bytes;
			this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		}
		return this.#signature.read(this.#data, bytes, start, end);
	}

	/** The id of a template by its number. */
	idOf(service: number, template: number): string {
		return this.#services[service]?.templates.idOf(template) ?? OTHER_TEMPLATE;
	}

	/** See `LogTemplates.resolve`. */
	resolve(service: LogService, id: string): string {
		return this.#of(service)?.resolve(id) ?? id;
	}

	/** See `LogTemplates.textOf`. */
	textOf(service: LogService, id: string): string | undefined {
		return this.#of(service)?.textOf(id);
	}

	/** What has changed since `saved`: to be stored. */
	changed(): readonly ServiceTemplates[] {
		const changed = this.#services.filter(({ templates, savedChanges }) => templates.changes !== savedChanges);
		return changed.map(({ namespace, service, templates }) => ({ namespace, service, state: templates.state }));
	}

	/** What `changed` told is stored. */
	saved(): void {
		for (const mined of this.#services) mined.savedChanges = mined.templates.changes;
	}

	/** Miners that say the same from here on; what is added to them is not added here. */
	copy(): LogMiners {
		return new LogMiners(this.#services.map(({ namespace, service, templates }) => ({ namespace, service, state: templates.state })));
	}

	#of(service: LogService): LogTemplates | undefined {
		return this.#services[this.#numbers.get(keyOf(service)) ?? -1]?.templates;
	}

	#put({ namespace, service }: LogService, templates: LogTemplates): number {
		const number = this.#services.push({ namespace, service, templates, savedChanges: 0 }) - 1;
		this.#numbers.set(keyOf({ namespace, service }), number);
		return number;
	}
}

const keyOf = ({ namespace, service }: LogService): string => JSON.stringify([namespace, service]);
