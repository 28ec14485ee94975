/** Real waiting, in milliseconds; the services' work that is not worth doing is time. */
export function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
