import { StatusCode } from "../model/span.ts";
import type { CanonicalInput, Protocol } from "./canonical-span.ts";
import { rpcCode } from "./rpc.ts";
import { textUnder } from "./text-under.ts";

const OWN_CLASS = new Set(["401", "403", "404", "408", "409", "429", "499", "500", "502", "503", "504"]);
const STATUS_CODE = /^[1-5]\d\d$/;
const NAME = /^[\w.:$-]{1,64}$/;

/** The class of a span's outcome; see `CanonicalSpan.statusClass`. */
export function statusClass(input: CanonicalInput, protocol: Protocol): string {
	const told = protocolClass(input, protocol);
	if (told !== "" || input.statusCode !== StatusCode.error) return told;
	const type = textUnder(input, "error.type");
	return NAME.test(type) ? type : "";
}

function protocolClass(input: CanonicalInput, protocol: Protocol): string {
	if (protocol === "http") return httpClass(input) || rpcClass(input);
	return protocol === "grpc" || protocol === "rpc" ? rpcClass(input) || httpClass(input) : "";
}

function httpClass(input: CanonicalInput): string {
	return classOfCode(textUnder(input, "http.response.status_code"));
}

/** Frameworks that speak HTTP and RPC write HTTP's codes into the key of the other. */
function rpcClass(input: CanonicalInput): string {
	const code = rpcCode(input);
	return classOfCode(code) || (NAME.test(code) ? code : "");
}

function classOfCode(code: string): string {
	if (!STATUS_CODE.test(code)) return "";
	return OWN_CLASS.has(code) ? code : `${code[0]}xx`;
}
