/**
 * Which addresses messages may go to: public ones, private ones that the receiver names, never this machine's own ports.
 *
 * The check is made on the address that is about to be connected to, after names have been resolved: how an address is written, and what
 * its name answered a moment before, does not matter.
 */
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { SpanglassError } from "@spanglass/shared/model/errors";

type Subnet = readonly [address: string, prefix: number];

/** Reachable when a receiver names them. */
const PRIVATE: readonly Subnet[] = [
	["10.0.0.0", 8],
	["172.16.0.0", 12],
	["192.168.0.0", 16],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["::1", 128],
	["fc00::", 7],
];

/** Reachable for nobody: this network, link-local (metadata services), protocol assignments, documentation, benchmarks, multicast, reserved. */
const FORBIDDEN: readonly Subnet[] = [
	["0.0.0.0", 8],
	["169.254.0.0", 16],
	["192.0.0.0", 24],
	["192.0.2.0", 24],
	["192.88.99.0", 24],
	["198.18.0.0", 15],
	["198.51.100.0", 24],
	["203.0.113.0", 24],
	["224.0.0.0", 4],
	["240.0.0.0", 4],
	["::", 128],
	["::", 96],
	["::ffff:0:0:0", 96],
	["64:ff9b::", 96],
	["64:ff9b:1::", 48],
	["100::", 64],
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["3fff::", 20],
	["5f00::", 16],
	["fe80::", 10],
	["fec0::", 10],
	["ff00::", 8],
];

const privateList = blockListOf(PRIVATE);
const forbiddenList = blockListOf(FORBIDDEN);

export interface AddressGuard {
	/** Host names, addresses and networks (`10.1.0.0/16`) that may be private ones. */
	readonly allowPrivate: readonly string[];
	/** Ports that the product itself listens on. */
	readonly ownPorts: readonly number[];
}

/** Where a connection is about to go. `host`: as it is written in the address, without brackets. */
export interface Target {
	readonly host: string;
	readonly address: string;
	readonly port: number;
}

/** Throws unsupported: nobody is to be connected to there. */
export function assertAllowed({ host, address, port }: Target, { allowPrivate, ownPorts }: AddressGuard): void {
	const plain = plainAddress(address);
	const family = familyOf(plain);
	const loopback = plain === "::1";
	if (family === undefined || (!loopback && forbiddenList.check(plain, family))) throw refused(host, address, "nothing is sent there");
	if (ownPorts.includes(port) && isOwn(plain)) throw refused(host, address, `port ${port} is the product's own`);
	if (!privateList.check(plain, family)) return;
	if (allowPrivate.some((allowed) => names(allowed, host, plain, family))) return;
	throw refused(host, address, "it is a private address, and the receiver does not name it among those that may be");
}

function refused(host: string, address: string, reason: string): SpanglassError {
	const where = host === address ? address : `${host} (${address})`;
	return new SpanglassError("unsupported", `${where} is not connected to: ${reason}`, {
		advice: "Name the host under “private addresses” of the receiver if messages are meant to go there.",
	});
}

/** Without zone; an IPv4 address in IPv6 dress (`::ffff:127.0.0.1`) as IPv4. */
function plainAddress(address: string): string {
	const bare = (address.split("%", 1)[0] ?? "").toLowerCase();
	if (isIP(bare) !== 6) return bare;
	const groups = /^\[(.+)\]$/.exec(new URL(`http://[${bare}]`).hostname)?.[1] ?? bare;
	const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(groups) ?? [];
	if (high === undefined || low === undefined) return groups;
	const bytes = [Number.parseInt(high, 16), Number.parseInt(low, 16)].flatMap((pair) => [pair >> 8, pair & 255]);
	return bytes.join(".");
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
	const version = isIP(address);
	if (version === 0) return undefined;
	return version === 4 ? "ipv4" : "ipv6";
}

function isOwn(address: string): boolean {
	if (address === "::1" || address.startsWith("127.")) return true;
	const interfaces = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
	return interfaces.some((one) => plainAddress(one.address) === address);
}

function names(allowed: string, host: string, address: string, family: "ipv4" | "ipv6"): boolean {
	const [network = "", prefix] = allowed.trim().toLowerCase().split("/");
	if (prefix === undefined) return network === bareHost(host) || network === address;
	if (familyOf(network) !== family || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === "ipv4" ? 32 : 128)) return false;
	return blockListOf([[network, Number(prefix)]]).check(address, family);
}

function bareHost(host: string): string {
	return host.toLowerCase().replace(/\.$/, "");
}

function blockListOf(subnets: readonly Subnet[]): BlockList {
	const list = new BlockList();
	for (const [address, prefix] of subnets) list.addSubnet(address, prefix, address.includes(":") ? "ipv6" : "ipv4");
	return list;
}
