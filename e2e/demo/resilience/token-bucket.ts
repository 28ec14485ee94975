/** A token bucket: `perSecond` tokens flow in, at most `burst` are kept, each call takes one. */
export interface TokenBucket {
	/** Take one token at `nowMs` (monotonic); false: the caller is over its limit. */
	take(nowMs: number): boolean;
}

export function createTokenBucket({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }): TokenBucket {
	let tokens = burst;
	let filledAt: number | undefined;
	return {
		take: (nowMs) => {
			tokens = Math.min(burst, tokens + ((nowMs - (filledAt ?? nowMs)) / 1000) * perSecond);
			filledAt = nowMs;
			if (tokens < 1) return false;
			tokens -= 1;
			return true;
		},
	};
}
