import { describe, expect, it } from "vitest";
import { readOptions } from "./options.ts";

describe("readOptions", () => {
	it("has the documented defaults", () => {
		expect(readOptions([], {})).toEqual({
			endpoints: { grpc: "http://127.0.0.1:4317", http: "http://127.0.0.1:4318" },
			rate: 3,
			seconds: 0,
			seed: 1,
			incident: "retry-storm",
			incidentAfterSeconds: 60,
			truthFile: undefined,
			amqpUrl: undefined,
		});
		expect(readOptions(["--help"], {})).toBeUndefined();
	});

	it("a flag beats the variable that SDKs read; host:port is enough", () => {
		const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://a:1/", AMQP_URL: "amqp://b" };
		expect(readOptions([], env)).toMatchObject({ endpoints: { grpc: "http://a:1" }, amqpUrl: "amqp://b" });
		expect(readOptions(["--endpoint", "c:2", "--http-endpoint=http://[::1]:3"], env)?.endpoints).toEqual({
			grpc: "http://c:2",
			http: "http://[::1]:3",
		});
	});

	it.each([
		[["--rate", "fast"], /^--rate is "fast"; expected a number from 0.1 to 200$/],
		[["--rate", "0"], /^--rate is "0"/],
		[["--seconds=-1"], /^--seconds is "-1"/],
		[["--seed", "1.5"], /^--seed is "1.5"; expected a whole number/],
		[["--incident-after", ""], /^--incident-after is ""/],
		[["--incident", "fire"], /^--incident is "fire"; expected one of none, retry-storm/],
		[["--endpoint", "http://a/v1/traces"], /^--endpoint is "http:\/\/a\/v1\/traces"; expected a URL without a path/],
		[["--rte", "1"], /--rte/],
		[["now"], /now/],
	])("refuses %j and names the option", (argv, sentence) => {
		expect(() => readOptions(argv, {})).toThrow(sentence);
	});
});
