/**
 * When a group of requests is committed: 2 ms after its first one when nothing more is queued, else at 4 MiB or 20 ms. So a lone
 * request waits 2 ms, and under load one fsync serves many.
 */
import type { CommitTempo } from "./options.ts";

export interface GroupMember {
	readonly bytes: number;
}

export interface GroupOptions<Member> {
	readonly tempo: CommitTempo;
	/** Take in what is queued; may call `add`. True when there was something. */
	readonly pollInbox: () => boolean;
	/** Must not throw. */
	readonly commit: (members: readonly Member[]) => void;
}

export class GroupCommit<Member extends GroupMember> {
	readonly #options: GroupOptions<Member>;
	#members: Member[] = [];
	#bytes = 0;
	#openedAt = 0;
	/** Counts closed groups. */
	#closed = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: GroupOptions<Member>) {
		this.#options = options;
	}

	/** Add a request; closes the group when that makes it full or it has waited long enough. */
	add(member: Member): void {
		const { tempo } = this.#options;
		if (this.#members.length === 0) {
			this.#openedAt = performance.now();
			this.#timer = setTimeout(() => this.#quiet(), tempo.quietMs);
		}
		this.#members.push(member);
		this.#bytes += member.bytes;
		if (this.#bytes >= tempo.groupBytes || performance.now() - this.#openedAt >= tempo.longestMs) this.close();
	}

	/** Commit what is there now. */
	close(): void {
		clearTimeout(this.#timer);
		const members = this.#members;
		this.#members = [];
		this.#bytes = 0;
		this.#closed++;
		if (members.length > 0) this.#options.commit(members);
	}

	#quiet(): void {
		const group = this.#closed;
		while (group === this.#closed && this.#options.pollInbox());
		if (group === this.#closed) this.close();
	}
}
