/** Receivers as main has them in memory, with their secrets, which never leave it but in messages. */
import { randomUUID } from "node:crypto";
import type { AlertLabels } from "@spanglass/shared/model/alert";
import { channelFault } from "@spanglass/shared/model/channel-fields";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { RECEIVER_DOCUMENTS, RECEIVER_SECRET_DOCUMENTS, type ReceiverSettings } from "@spanglass/shared/model/receiver";
import type { AlertMemory, AlertWriter } from "../../store/api/alert-store.ts";
import { compileMatchers, matcherFromText } from "../matchers.ts";
import { readSecrets, readSettings } from "../stored-documents.ts";
import type { Secrets } from "./channels/channel.ts";

export interface StoredReceiver {
	readonly id: string;
	readonly version: number;
	/** Unix milliseconds. */
	readonly updatedAt: number;
	readonly settings: ReceiverSettings;
	readonly secrets: Secrets;
	/** Of the document that holds the secrets; 0: there is none. */
	readonly secretsVersion: number;
}

/** By name: a text is set, null is taken away, what is left out stays. */
export type SecretChanges = Readonly<Record<string, string | null>>;

export interface ReceiverPorts {
	readonly clock: { now(): number };
	readonly writer: Pick<AlertWriter, "commitAlerts">;
	readonly changed: () => void;
}

export class Receivers {
	readonly #ports: ReceiverPorts;
	readonly #receivers = new Map<string, StoredReceiver>();

	constructor({ receivers, receiverSecrets }: Pick<AlertMemory, "receivers" | "receiverSecrets">, ports: ReceiverPorts) {
		this.#ports = ports;
		const secretsById = new Map(receiverSecrets.map((document) => [document.id, document]));
		for (const { id, version, updatedAt, json } of receivers) {
			const settings = readSettings(json);
			const kept = secretsById.get(id);
			const secrets = readSecrets(kept?.json);
			if (settings !== undefined)
				this.#receivers.set(id, { id, version, updatedAt, settings, secrets, secretsVersion: kept?.version ?? 0 });
		}
	}

	get(id: string): StoredReceiver | undefined {
		return this.#receivers.get(id);
	}

	all(): Iterable<StoredReceiver> {
		return this.#receivers.values();
	}

	/** Those that are told of an alert whose rule names nobody. `labels`: as of `matchedLabels`. */
	takersOf(labels: AlertLabels): readonly StoredReceiver[] {
		return [...this.#receivers.values()].filter(({ settings: { enabled, options } }) => {
			if (!enabled || options.onlyNamed === true) return false;
			return compileMatchers(textList(options.match).map(matcherFromText))(labels);
		});
	}

	/** Throws invalid_input. */
	add(settings: ReceiverSettings, changes: SecretChanges): Promise<StoredReceiver> {
		return this.#store(randomUUID(), settings, { changes, version: 0, known: undefined });
	}

	/** Throws invalid_input, not_found, conflict. */
	async put(id: string, settings: ReceiverSettings, { changes, version }: { readonly changes: SecretChanges; readonly version: number }) {
		return this.#store(id, settings, { changes, version, known: this.known(id) });
	}

	/** Throws not_found, conflict. */
	async remove(id: string, version: number): Promise<void> {
		const { secretsVersion } = this.known(id);
		const secret = { kind: RECEIVER_SECRET_DOCUMENTS, id, version: secretsVersion, deleted: true as const };
		const documents = [{ kind: RECEIVER_DOCUMENTS, id, version, deleted: true as const }, ...(secretsVersion === 0 ? [] : [secret])];
		await this.#ports.writer.commitAlerts({ at: this.#ports.clock.now(), documents });
		this.#receivers.delete(id);
		this.#ports.changed();
	}

	/** Throws not_found. */
	known(id: string): StoredReceiver {
		const known = this.#receivers.get(id);
		if (known === undefined) throw new SpanglassError("not_found", `there is no receiver ${id}`);
		return known;
	}

	async #store(
		id: string,
		settings: ReceiverSettings,
		{ changes, version, known }: { readonly changes: SecretChanges; readonly version: number; readonly known: StoredReceiver | undefined },
	): Promise<StoredReceiver> {
		const secrets = mergeSecrets(known, settings, changes);
		checkReceiver(settings, secrets);
		const at = this.#ports.clock.now();
		const secretsVersion = known?.secretsVersion ?? 0;
		const documents = [
			{ kind: RECEIVER_DOCUMENTS, id, json: settings, version },
			{ kind: RECEIVER_SECRET_DOCUMENTS, id, json: secrets, version: secretsVersion },
		];
		const { versions } = await this.#ports.writer.commitAlerts({ at, documents });
		const [stored = version + 1, storedSecrets = secretsVersion + 1] = versions;
		const receiver = { id, version: stored, updatedAt: at, settings, secrets, secretsVersion: storedSecrets };
		this.#receivers.set(id, receiver);
		this.#ports.changed();
		return receiver;
	}
}

/**
 * Secrets of a receiver that has these settings from now on. Those that are kept go where they went before: with another address they must
 * be written again, so that nobody can have them sent to himself.
 *
 * Throws  invalid_input.
 */
export function mergeSecrets(known: StoredReceiver | undefined, settings: ReceiverSettings, changes: SecretChanges): Secrets {
	const kept =
		known?.settings.channel === settings.channel ? Object.entries(known.secrets).filter(([name]) => !Object.hasOwn(changes, name)) : [];
	const [first] = kept;
	if (known !== undefined && first !== undefined && addressOf(known.settings) !== addressOf(settings))
		throw new SpanglassError("invalid_input", `the address is another: ${first[0]} must be written again`, { field: first[0] });
	const written = Object.entries(changes).filter((change): change is [string, string] => change[1] !== null);
	return Object.fromEntries([...kept, ...written]);
}

/** Where messages go, and how safe they are on the way. */
function addressOf({ options: { url, host, port, allowPlain } }: ReceiverSettings): string {
	return JSON.stringify([typeof url === "string" && URL.canParse(url) ? new URL(url).origin : url, host, port, allowPlain === true]);
}

/** Throws invalid_input. */
export function checkReceiver({ channel, options }: ReceiverSettings, secrets: Secrets): void {
	const fault = channelFault(channel, options, Object.keys(secrets));
	if (fault !== undefined) throw new SpanglassError("invalid_input", fault.message, { field: fault.field });
	for (const [name, value] of Object.entries(secrets))
		if (/\p{Cc}/u.test(value)) throw new SpanglassError("invalid_input", `${name} must be a text of one line`, { field: name });
	compileMatchers(textList(options.match).map(matcherFromText));
}

function textList(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
