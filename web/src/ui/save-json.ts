/** Hand JSON to the browser as a file to keep. */
export function saveJson(name: string, json: unknown): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([JSON.stringify(json)], { type: "application/json" }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
