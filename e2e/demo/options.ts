/** The runner's options: flags, and the variables that SDKs read too. */
import { parseArgs } from "node:util";
import { DEMO_INCIDENTS, type DemoIncident } from "@spanglass/shared/model/demo";
import type { Endpoints } from "./instance.ts";

export interface DemoOptions {
	readonly endpoints: Endpoints;
	/** Requests of users per second. */
	readonly rate: number;
	/** 0 = until stopped. */
	readonly seconds: number;
	readonly seed: number;
	readonly incident: DemoIncident;
	readonly incidentAfterSeconds: number;
	readonly truthFile: string | undefined;
	readonly amqpUrl: string | undefined;
}

export const HELP = `The demo fleet: a shop of seven services, each instance a process of its own with the OpenTelemetry SDK.

npm run demo -- [options]

  --endpoint URL           OTLP/gRPC (OTEL_EXPORTER_OTLP_ENDPOINT, default http://127.0.0.1:4317)
  --http-endpoint URL      OTLP/HTTP of the two services that use it (default http://127.0.0.1:4318)
  --rate N                 requests of users per second, 0.1 to 200 (default 3)
  --seconds N              stop after N seconds; 0 = run until stopped (default 0)
  --seed N                 same seed, same users and same chances (default 1)
  --incident NAME          ${DEMO_INCIDENTS.join("|")} (default retry-storm)
  --incident-after N       healthy seconds before the incident (default 60)
  --truth FILE             write what really happened, one JSON object per call
  --help                   show this

AMQP_URL=amqp://… uses that RabbitMQ in place of the fleet's own MQTT broker.
`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined: help is wanted. Throws an Error with one sentence that names the option. */
export function readOptions(argv: readonly string[], env: Environment): DemoOptions | undefined {
	const text = { type: "string" } as const;
	const { values } = parseArgs({
		args: [...argv],
		options: {
			endpoint: text,
			"http-endpoint": text,
			rate: text,
			seconds: text,
			seed: text,
			incident: text,
			"incident-after": text,
			truth: text,
			help: { type: "boolean" },
		},
	});
	if (values.help) return undefined;
	const grpc = values.endpoint ?? (env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined);
	return {
		endpoints: {
			grpc: readUrl("--endpoint", grpc ?? "http://127.0.0.1:4317"),
			http: readUrl("--http-endpoint", values["http-endpoint"] ?? "http://127.0.0.1:4318"),
		},
		rate: readNumber("--rate", values.rate ?? "3", { least: 0.1, most: 200 }),
		seconds: readNumber("--seconds", values.seconds ?? "0", { least: 0, most: 1_000_000 }),
		seed: readNumber("--seed", values.seed ?? "1", { least: 0, most: 4_294_967_295, whole: true }),
		incident: readIncident(values.incident ?? "retry-storm"),
		incidentAfterSeconds: readNumber("--incident-after", values["incident-after"] ?? "60", { least: 0, most: 1_000_000 }),
		truthFile: values.truth,
		amqpUrl: env.AMQP_URL || undefined,
	};
}

/** Without a slash at the end; `host:port` is taken as http. */
function readUrl(flag: string, text: string): string {
	const full = /^https?:\/\//.test(text) ? text : `http://${text}`;
	const url = URL.parse(full);
	if (url === null || url.pathname !== "/")
		throw new Error(`${flag} is "${text}"; expected a URL without a path, like http://127.0.0.1:4317`);
	return url.origin;
}

function readNumber(flag: string, text: string, { least, most, whole }: { least: number; most: number; whole?: boolean }): number {
	const value = text.trim() === "" ? Number.NaN : Number(text);
	if (value >= least && value <= most && (whole !== true || Number.isInteger(value))) return value;
	throw new Error(`${flag} is "${text}"; expected a${whole ? " whole" : ""} number from ${least} to ${most}`);
}

function readIncident(text: string): DemoIncident {
	const found = DEMO_INCIDENTS.find((name) => name === text);
	if (found === undefined) throw new Error(`--incident is "${text}"; expected one of ${DEMO_INCIDENTS.join(", ")}`);
	return found;
}
