/** Who was heard lately: senders and refused requests in one list. Pure. */
import type { StatusJson } from "@spanglass/shared/api/status-schemas";

const SHOWN = 8;

interface Contact {
	/** Its own, and the same as long as it is listed. */
	readonly key: string;
	/** Epoch nanoseconds. */
	readonly time: string;
}

export interface SenderContact extends Contact {
	readonly sender: StatusJson["senders"][number];
}

export interface RefusalContact extends Contact {
	readonly refusal: StatusJson["refusals"][number];
}

/** The newest first, ties by key, at most eight. */
export function contactsOf({ senders, refusals }: Pick<StatusJson, "senders" | "refusals">): readonly (SenderContact | RefusalContact)[] {
	return [...senderContacts(senders), ...refusalContacts(refusals)]
		.sort((a, b) => Number(BigInt(b.time) - BigInt(a.time)) || (a.key < b.key ? -1 : 1))
		.slice(0, SHOWN);
}

function senderContacts(senders: StatusJson["senders"]): readonly SenderContact[] {
	return senders.map((sender) => {
		const { transport, peer, userAgent, encoding, compression, demo } = sender;
		return { key: JSON.stringify([transport, peer, userAgent, encoding, compression, demo]), time: sender.lastSeen, sender };
	});
}

/** Refusals may be alike in everything: those are numbered from the oldest on, because new ones come before them. */
function refusalContacts(refusals: StatusJson["refusals"]): readonly RefusalContact[] {
	const alike = new Map<string, number>();
	return refusals.toReversed().map((refusal) => {
		const key = JSON.stringify(refusal);
		const number = alike.get(key) ?? 0;
		alike.set(key, number + 1);
		return { key: `${key} ${number}`, time: refusal.time, refusal };
	});
}
