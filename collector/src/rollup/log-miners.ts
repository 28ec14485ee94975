/** The miners of all services of one partition, and what they said of lines that come again. */
import { LogLine } from "@spanglass/shared/analysis/log-line";
import { LogSignature } from "@spanglass/shared/analysis/log-signature";
import { LogTemplates, type LogTemplatesState, OTHER_TEMPLATE, type TemplateBudget } from "@spanglass/shared/analysis/log-template";

/** Beyond so many all records of a new service are in `__other__`. */
const MOST_SERVICES = 2000;
/** That are formed by all services; lines that need a further one are in `__other__`. About 1 KB each. */
const MOST_TEMPLATES_IN_ALL = 20_000;
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

/** What is to be stored. */
export interface ChangedTemplates extends ServiceTemplates {
	/** Counts up with each change of the service's templates in this thread. */
	readonly changes: number;
}

/** As it is told of a template. */
export interface KnownTemplate extends LogService {
	readonly id: string;
	readonly text: string;
	/** See `LogTemplates.firstMinuteOf`. */
	readonly firstMinute: number;
}

/** Bytes in two views of the same extent. */
export interface TextBytes {
	readonly bytes: Uint8Array;
	readonly data: DataView;
}

const NO_BYTES = new Uint8Array(0);

export interface LogMinersOptions {
	/** Ids of different owners differ. */
	readonly owner: string;
	readonly stored?: Iterable<ServiceTemplates>;
}

interface Mined extends LogService {
	readonly templates: LogTemplates;
	/** `changes` of what is stored. */
	savedChanges: number;
}

export class LogMiners {
	readonly #services: Mined[] = [];
	readonly #numbers = new Map<string, number>();
	readonly #line = new LogLine();
	readonly #signature = new LogSignature();
	/** By place: 64 bits of a line with its service, the version of the miner that was asked, its answer. */
	readonly #memo = new Int32Array(REMEMBERED * WORDS);
	#nextWay = 0;
	readonly #owner: string;
	readonly #budget: TemplateBudget = { left: MOST_TEMPLATES_IN_ALL };

	constructor({ owner, stored = [] }: LogMinersOptions) {
		this.#owner = owner;
		for (const { namespace, service, state } of stored) this.#put({ namespace, service }, state);
	}

	/** The number of a service; the same in all questions. -1 when there are too many. */
	serviceNumber(service: LogService): number {
		const known = this.#numbers.get(keyOf(service));
		if (known !== undefined) return known;
		return this.#services.length >= MOST_SERVICES ? -1 : this.#put(service);
	}

	/** The number of the template of a message: bytes [start, end). -1 is `__other__`. Cost: 0.25 µs for a line like one before, of 80 bytes. */
	templateOf(service: number, { bytes, data }: TextBytes, start: number, end: number): number {
		const mined = this.#services[service];
		if (mined === undefined) return -1;
		const isRead = !this.#signature.read(data, bytes, start, end);
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

	/** Let go of the bytes of the last message. */
	rest(): void {
		this.#line.read(NO_BYTES, 0, 0);
	}

	/** The id of a template by its number. */
	idOf(service: number, template: number): string {
		return this.#services[service]?.templates.idOf(template) ?? OTHER_TEMPLATE;
	}

	/** Of all services: see `LogTemplates.merged`. */
	*merged(): Generator<readonly [id: string, into: string], void, undefined> {
		for (const { templates } of this.#services) yield* templates.merged();
	}

	/** See `LogTemplates.textOf`. */
	textOf(service: LogService, id: string): string | undefined {
		return this.#of(service)?.textOf(id);
	}

	/** A record of the template of this id is of this minute. */
	see(service: LogService, id: string, minute: number): void {
		this.#of(service)?.see(id, minute);
	}

	/** Every template that records belong to; `__other__` is none. Without `wanted` of all services. */
	*known(wanted: (service: LogService) => boolean = () => true): Generator<KnownTemplate, void, undefined> {
		for (const { namespace, service, templates } of this.#services) {
			if (!wanted({ namespace, service })) continue;
			for (const id of templates.ids())
				yield { namespace, service, id, text: templates.textOf(id) ?? "", firstMinute: templates.firstMinuteOf(id) ?? 0 };
		}
	}

	/** What has changed since it was stored: to be stored. */
	changed(): readonly ChangedTemplates[] {
		return this.#services
			.filter(({ templates, savedChanges }) => templates.changes > savedChanges)
			.map(({ namespace, service, templates }) => ({ namespace, service, state: templates.state, changes: templates.changes }));
	}

	/** False: a later state of it is stored already. */
	isNews({ changes, ...service }: LogService & Pick<ChangedTemplates, "changes">): boolean {
		return changes > (this.#services[this.#numbers.get(keyOf(service)) ?? -1]?.savedChanges ?? 0);
	}

	/** What `changed` told is stored. */
	saved({ changes, ...service }: LogService & Pick<ChangedTemplates, "changes">): void {
		const mined = this.#services[this.#numbers.get(keyOf(service)) ?? -1];
		if (mined !== undefined) mined.savedChanges = Math.max(mined.savedChanges, changes);
	}

	/** Miners that say the same from here on; what is added to them is not added here. Cost: some µs a template. */
	copy(): LogMiners {
		const stored = this.#services.map(({ namespace, service, templates }) => ({ namespace, service, state: templates.state }));
		return new LogMiners({ owner: this.#owner, stored });
	}

	#of(service: LogService): LogTemplates | undefined {
		return this.#services[this.#numbers.get(keyOf(service)) ?? -1]?.templates;
	}

	#put({ namespace, service }: LogService, state?: LogTemplatesState): number {
		const templates = new LogTemplates(state, { owner: templateOwner(this.#owner, { namespace, service }), budget: this.#budget });
		const number = this.#services.push({ namespace, service, templates, savedChanges: 0 }) - 1;
		this.#numbers.set(keyOf({ namespace, service }), number);
		return number;
	}
}

/** Whose templates a service's are. */
export function templateOwner(owner: string, { namespace, service }: LogService): string {
	return JSON.stringify([owner, namespace, service]);
}

const keyOf = ({ namespace, service }: LogService): string => JSON.stringify([namespace, service]);
