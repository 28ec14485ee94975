import { formatCount, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Flame } from "../../../charts/Flame/Flame.tsx";
import type { TraceLook } from "../../../charts/Flame/flame-scene.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import type { TraceModel } from "../../../geometry/trace-model.ts";
import { trackLayout } from "../../../geometry/track-layout.ts";

export interface TrackFlameProps {
	readonly model: TraceModel;
	readonly hidden: Uint8Array | undefined;
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly select: (node: number) => void;
	readonly onFit: (node: number) => void;
	readonly onMenu: (node: number, at: { readonly x: number; readonly y: number }) => void;
}

/** One swim-lane for each service, on the trace's own time. */
export function TrackFlame({ model, hidden, view, look, select, onFit, onMenu }: TrackFlameProps): ReactElement {
	const { t } = useTranslation();
	const { layout, tracks } = useMemo(() => trackLayout(model, hidden), [model, hidden]);
	const titles = useMemo(
		() =>
			tracks.map(({ lane, service, spanCount }) => {
				const spans = t("trace.spans", { count: spanCount, value: textOf(formatCount(spanCount)) });
				return { lane, text: `${model.skeleton.services[service] ?? ""} · ${spans}`, color: model.skeleton.serviceColors[service] ?? 0 };
			}),
		[tracks, model, t],
	);
	return <Flame label={t("trace.flameLabel")} {...{ model, layout, titles, view, look, onFit, onMenu }} strips={[]} onSelect={select} />;
}
