/** What everybody has to know who looks at any page, the worst first. Pure. */
import type { StatusJson } from "@spanglass/shared/api/status-schemas";

export type BannerWord = "insecure" | "diskLow" | "diskFailing" | "damaged" | "logLost" | "setAside" | "blocksDamaged";

export function bannerWords({ insecure, storage }: StatusJson): readonly BannerWord[] {
	const { disk, damage, losses, setAside, quarantinedBlocks } = storage;
	const words: readonly (readonly [boolean, BannerWord])[] = [
		[disk.state === "low", "diskLow"],
		[disk.state === "failing", "diskFailing"],
		[damage.length > 0, "damaged"],
		[losses.length > 0, "logLost"],
		[setAside.length > 0, "setAside"],
		[quarantinedBlocks > 0, "blocksDamaged"],
		[insecure, "insecure"],
	];
	return words.filter(([holds]) => holds).map(([, word]) => word);
}
