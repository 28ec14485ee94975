/** What a round leaves behind. */
import { removeDataFolder } from "../../support/stack.ts";
import { type Check, untimedFaultsOf } from "./check.ts";

/** Remove its data folders when every rule but those about time holds; else keep them and say where they are. */
export function removeUnlessFaulty(checks: readonly Check[], say: (line: string) => void, ...folders: readonly string[]): void {
	if (untimedFaultsOf(checks).length > 0) say(`kept: ${folders.join(" ")}`);
	else for (const folder of folders) removeDataFolder(folder);
}
