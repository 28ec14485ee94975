/** Hosts as instrumentations write them: with a port behind, in a URL, in brackets. */

/** `shop:80` → `shop`, `[::1]:80` → `::1`; an IPv6 address without brackets stays whole. */
export function hostOfAddress(address: string): string {
	const bracketed = /^\[([^\]]*)\](:\d+)?$/.exec(address);
	if (bracketed !== null) return bracketed[1] as string;
	return /^([^:]*):\d+$/.exec(address)?.[1] ?? address;
}

/** The host of an absolute URL; "" when it has none. */
export function hostOfUrl(url: string): string {
	const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
	return hostOfAddress(authority.slice(authority.lastIndexOf("@") + 1));
}
