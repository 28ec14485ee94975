// @vitest-environment node
import { expect, test } from "vitest";
import { FileTextError, type FileTextFault, fileText } from "./file-text.ts";

async function gzipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function faultOf(blob: Blob, limitBytes?: number): Promise<FileTextFault | string> {
	try {
		return await fileText(blob, limitBytes);
	} catch (error) {
		if (error instanceof FileTextError) return error.fault;
		throw error;
	}
}

test("plain and compressed files have the same text, whatever they are called", async () => {
	const text = `{"name":"计算 ${"x".repeat(70_000)}"}`;
	expect(await fileText(new Blob([text]))).toBe(text);
	expect(await fileText(new Blob([await gzipped(text)]))).toBe(text);
});

test("a file over the limit is not read on, also when it only grows while it is inflated", async () => {
	const large = { kind: "large", limitBytes: 1_000 };
	expect(await faultOf(new Blob(["x".repeat(1_001)]), 1_000)).toEqual(large);
	expect(await faultOf(new Blob([await gzipped("x".repeat(100_000))]), 1_000)).toEqual(large);
	expect(await faultOf(new Blob(["x".repeat(1_000)]), 1_000)).toHaveLength(1_000);
});

test("compressed data that is cut off is told", async () => {
	const bytes = await gzipped("some text that is long enough to be cut");
	expect(await faultOf(new Blob([bytes.subarray(0, bytes.length - 12)]))).toEqual({ kind: "gzip" });
});
