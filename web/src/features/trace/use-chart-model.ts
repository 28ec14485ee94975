import { useEffect, useMemo, useState } from "react";
import type { SpanColors } from "../../geometry/span-colors.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import type { FlameColor } from "../../state/url/trace.ts";

/** Fetched when colours stand for something else than services. */
const load = async () => (await import("../../geometry/span-colors.ts")).spanColors;

/** The model with the colours that the address asks for; services' own until they are worked out. */
export function useChartModel(model: TraceModel, key: FlameColor): TraceModel {
	const [worked, setWorked] = useState<{ readonly of: TraceModel; readonly key: FlameColor; readonly found: SpanColors } | undefined>(
		undefined,
	);
	useEffect(() => {
		if (key === "service") return;
		let wanted = true;
		void load().then((spanColors) => wanted && setWorked({ of: model, key, found: spanColors(model, key) }));
		return () => {
			wanted = false;
		};
	}, [model, key]);
	const colors = worked?.of === model && worked.key === key ? worked.found.colors : undefined;
	return useMemo(() => (colors === undefined ? model : { ...model, colors }), [model, colors]);
}
