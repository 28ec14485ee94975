// Prints start, span id and name of every span of a block: node read-block.mjs DATABASE BLOCK. Format: blocks.md.
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";

const chunks = new DatabaseSync(process.argv[2]).prepare("SELECT * FROM block_chunk WHERE key >> 24 = ?").all(Number(process.argv[3]));
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const sums = (numbers) => numbers.reduce((list, number) => list.concat(list.at(-1) + Number(number)), [0]);
function parts(bytes) {
	const ends = sums(Array.from({ length: view(bytes).getUint16(4, true) }, (_, i) => view(bytes).getUint32(6 + 4 * i, true)));
	return ends.slice(1).map((end, i) => bytes.subarray(2 + 4 * ends.length + ends[i], 2 + 4 * ends.length + end));
}
function blob(bytes) {
	if (bytes[0] < 2) return bytes[0] === 1 ? zstdDecompressSync(bytes.subarray(5)) : bytes.subarray(5);
	const plain = new Uint8Array(view(bytes).getUint32(1, true)); // sparse: distances and bytes
	for (let at = 5, place = -1; at < bytes.length; plain[place] = bytes[at++])
		for (let shift = 0; shift === 0 || bytes[at - 1] > 127; shift += 7) place += (bytes[at++] & 127) << shift;
	return plain;
}
function array(bytes, bits = 32) {
	const [count, high, low] = [3, 7, 11].map((at) => view(bytes).getUint32(at, true));
	const planes = [...Array(bytes[1]).keys()].sort((a, b) => ((bytes[2] >> b) & 1) - ((bytes[2] >> a) & 1)); // raw ones first
	const raw = 15 + planes.filter((plane) => (bytes[2] >> plane) & 1).length * count;
	const all = Buffer.concat([bytes.subarray(15, raw), raw < bytes.length ? blob(bytes.subarray(raw)) : Buffer.of()]);
	let base = (BigInt(high) << 32n) | BigInt(low);
	return Array.from({ length: count }, (_, i) => {
		const n = planes.reduce((sum, plane, at) => sum | (BigInt(all[at * count + i]) << BigInt(8 * plane)), 0n);
		const value = BigInt.asUintN(bits, base + (bytes[0] === 0 ? n : (n >> 1n) ^ -(n & 1n))); // plain, or delta
		if (bytes[0] === 1) base = value;
		return value;
	});
}
const column = (number) => chunks.filter(({ key }) => Math.floor(key / 256) % 65536 === number).flatMap(({ bytes }) => parts(bytes));
const texts = Buffer.concat(column(64).flatMap((part, i) => (i % 2 === 1 ? [blob(part)] : [])));
const ends = sums(column(64).flatMap((part, i) => (i % 2 === 0 ? array(part) : [])));
const [starts, records] = [sums(array(column(33)[0])), array(column(33)[1])];
const [firstRows, firstStarts] = [sums(array(column(35)[0])), array(column(35)[1], 64)];
const [steps, ids, operations] = [2, 6, 10].map((number) => column(number).flatMap((part) => array(part, number === 10 ? 32 : 64)));
for (let row = 0, trace = 0, start = 0n; row < ids.length; row++, trace += firstRows[trace + 1] > row ? 0 : 1) {
	start = BigInt.asUintN(64, (row === firstRows[trace] || row % 8192 === 0 ? firstStarts[trace] : start) + steps[row]);
	const name = Number(records[starts[operations[row]] + 3]);
	console.log(`${start} ${ids[row].toString(16).padStart(16, "0")} ${JSON.stringify(texts.toString("utf8", ends[name], ends[name + 1]))}`);
}
