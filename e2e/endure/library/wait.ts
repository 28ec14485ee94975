export function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ask every 20 ms until the answer is true. False when it was not within `limitMs`. A probe that throws has answered no. */
export async function waitUntil(isDone: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
	const end = performance.now() + limitMs;
	for (;;) {
		const done = await Promise.resolve()
			.then(isDone)
			.catch(() => false);
		if (done) return true;
		if (performance.now() >= end) return false;
		await wait(20);
	}
}
