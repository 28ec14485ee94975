import { assignServiceColor } from "@spanglass/shared/model/service-color";
import type { AppReader } from "../store/api/app-store.ts";

export interface ServiceColors {
	/** 1 .. 24 for every name, read once from the registry. */
	lookup(): (service: string) => number;
}

/** Colours of the installation's registry; a service that is not in it yet gets the one that an empty registry would give. */
export function createServiceColors(app: AppReader): ServiceColors {
	return {
		lookup: () => {
			const colors = new Map(app.listServiceEntries().map((entry) => [entry.name, entry.color]));
			return (service) => colors.get(service) ?? assignServiceColor(service, []);
		},
	};
}
