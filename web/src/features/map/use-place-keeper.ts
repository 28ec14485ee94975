import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { readMapDocument, writeMapDocument } from "../../api/map-places.ts";
import { jsonFromPlaces, placesFromJson, placesIdOf } from "../../state/map-places.ts";
import { showToast } from "../../ui/Toast.tsx";
import { PlaceKeeper, type PlaceState } from "./place-keeper.ts";

function keeperOf(environment: string | undefined, isGrouped: boolean): PlaceKeeper {
	const id = placesIdOf(environment, isGrouped);
	return new PlaceKeeper({
		read: async () => {
			const { json, version } = await readMapDocument(id);
			return { places: placesFromJson(json), version };
		},
		write: ({ places, version }) => writeMapDocument(id, { json: jsonFromPlaces(places), version }),
	});
}

export interface KeptPlaces {
	readonly keeper: PlaceKeeper;
	readonly state: PlaceState;
}

/** The kept places of an environment, those of its namespaces apart. They are asked for anew when the reader comes back to the page, and a merge or a failure is said. */
export function usePlaceKeeper(environment: string | undefined, isGrouped: boolean): KeptPlaces {
	const { t } = useTranslation();
	const keeper = useMemo(() => keeperOf(environment, isGrouped), [environment, isGrouped]);
	const state = useSyncExternalStore(keeper.subscribe, keeper.state);
	useEffect(() => {
		void keeper.load();
		const onBack = (): void => {
			if (document.visibilityState === "visible") void keeper.load();
		};
		window.addEventListener("focus", onBack);
		document.addEventListener("visibilitychange", onBack);
		return () => {
			window.removeEventListener("focus", onBack);
			document.removeEventListener("visibilitychange", onBack);
		};
	}, [keeper]);
	const { merges, isUnsaved } = state;
	useEffect(() => {
		if (merges > 0) showToast(t("map.merged"), t("map.mergedDetail"));
	}, [merges, t]);
	useEffect(() => {
		if (isUnsaved) showToast(t("map.unsaved"), t("map.unsavedDetail"));
	}, [isUnsaved, t]);
	return { keeper, state };
}
