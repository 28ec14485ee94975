/**
 * TraceSkeleton <-> bytes: one JSON header line, padded with spaces so that the arrays start at a multiple of 8, then the arrays back to
 * back, widest first, little endian. The header holds dictionaries, counts, warnings and `errorMessages`; the arrays' order is ARRAYS.
 */
import type { TraceId } from "../model/ids.ts";
import type { TraceSkeleton } from "../model/trace-skeleton.ts";
import { hexFromBytes } from "../units/hex.ts";
import { unixNanos } from "../units/time.ts";

const ARRAYS = [
	["start", Float64Array, 1],
	["duration", Float64Array, 1],
	["parent", Int32Array, 1],
	["operation", Uint32Array, 1],
	["instance", Uint32Array, 1],
	["eventCount", Uint32Array, 1],
	["linkCount", Uint32Array, 1],
	["spanLogCount", Uint32Array, 1],
	["service", Uint16Array, 1],
	["marks", Uint16Array, 1],
	["kind", Uint8Array, 1],
	["status", Uint8Array, 1],
	["spanIds", Uint8Array, 8],
	["parentIds", Uint8Array, 8],
] as const;

type ArrayName = (typeof ARRAYS)[number][0];
type Header = Omit<TraceSkeleton, ArrayName | "startTime"> & { readonly startTime: string };

function headerOf(skeleton: TraceSkeleton): Header {
	const { traceId, durationNanos, spanCount, logCount, services, serviceColors, operations, instances, warnings, complete, errorMessages } =
		skeleton;
	return {
		traceId,
		startTime: skeleton.startTime.toString(),
		durationNanos,
		spanCount,
		logCount,
		services,
		serviceColors,
		operations,
		instances,
		warnings,
		complete,
		errorMessages,
		...(skeleton.pinned === undefined ? {} : { pinned: skeleton.pinned }),
	};
}

/** Encode a skeleton. Result: a fresh buffer. Cost O(n). */
export function encodeSkeleton(skeleton: TraceSkeleton): Uint8Array {
	const text = new TextEncoder().encode(JSON.stringify(headerOf(skeleton)));
	const headerBytes = Math.ceil((text.length + 1) / 8) * 8;
	const arraysBytes = ARRAYS.reduce((sum, [name]) => sum + skeleton[name].byteLength, 0);
	const bytes = new Uint8Array(headerBytes + arraysBytes).fill(0x20, 0, headerBytes);
	bytes.set(text);
	bytes[headerBytes - 1] = 0x0a;
	let offset = headerBytes;
	for (const [name] of ARRAYS) {
		const array = skeleton[name];
		bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
		offset += array.byteLength;
	}
	return bytes;
}

/** Decode a skeleton; the arrays are views of `bytes` (whose byteOffset must be a multiple of 8). Throws on a truncated buffer. */
export function decodeSkeleton(bytes: Uint8Array): TraceSkeleton {
	const headerEnd = bytes.indexOf(0x0a) + 1;
	const header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, headerEnd))) as Header;
	const arrays: Partial<Record<ArrayName, unknown>> = {};
	let offset = bytes.byteOffset + headerEnd;
	for (const [name, Kind, width] of ARRAYS) {
		const array = new Kind(bytes.buffer as ArrayBuffer, offset, header.spanCount * width);
		arrays[name] = array;
		offset += array.byteLength;
	}
	return { ...header, ...arrays, traceId: header.traceId as TraceId, startTime: unixNanos(BigInt(header.startTime)) } as TraceSkeleton;
}

/** The JSON form of the same answer: arrays as plain lists, ids as hex. Cost O(n), an object per array. */
export function skeletonToJson(skeleton: TraceSkeleton): Record<string, unknown> {
	const json: Record<string, unknown> = { ...headerOf(skeleton) };
	for (const [name, , width] of ARRAYS) {
		json[name] = width === 8 ? hexIds(skeleton[name] as Uint8Array) : Array.from(skeleton[name]);
	}
	return json;
}

function hexIds(ids: Uint8Array): string[] {
	const list: string[] = [];
	for (let at = 0; at < ids.length; at += 8) {
		list.push(hexFromBytes(ids.subarray(at, at + 8)));
	}
	return list;
}
