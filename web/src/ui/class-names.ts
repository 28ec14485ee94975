/** Join the class names that are there. */
export function cx(...names: readonly (string | false | undefined)[]): string {
	return names.filter(Boolean).join(" ");
}
