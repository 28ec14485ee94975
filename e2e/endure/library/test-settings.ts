/** Variables that only tests of the whole process set; see collector/src/self/test-settings.ts. */

/** Small generations: what the writer does once per 65,536 rows it does every second, and merges what it made. */
export const SMALL_STORE: Readonly<Record<string, string>> = {
	SPANGLASS_TEST_LIMITS: JSON.stringify({ generationRows: 1000, sealAgeMs: 5000, sealQuietMs: 1000 }),
};

/** The product's clock is so much ahead; negative: behind. */
export function shiftedClock(offsetMs: number): Readonly<Record<string, string>> {
	return { SPANGLASS_TEST_CLOCK_OFFSET_MS: String(offsetMs) };
}
